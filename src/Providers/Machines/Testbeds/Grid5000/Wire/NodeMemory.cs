namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>The memory of a machine.</summary>
internal sealed record NodeMemory
{
    /// <summary>In bytes.</summary>
    public long RamSize { get; init; }
}
