namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>The processors of a machine.</summary>
internal sealed record NodeArchitecture
{
    public int NbCores { get; init; }
}
