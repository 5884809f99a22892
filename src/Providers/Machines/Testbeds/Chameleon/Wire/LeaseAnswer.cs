namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>One lease.</summary>
internal sealed record LeaseAnswer
{
    public Lease? Lease { get; init; }
}
