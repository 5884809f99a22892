namespace Scalewright.Providers.IotLab.Wire;

/// <summary>So many boards of one kind, whichever they are.</summary>
internal sealed record NodeAlias
{
    /// <summary>What it is called within its experiment: one digit.</summary>
    public required string Alias { get; init; }

    public int Nbnodes { get; init; }

    public required AliasProperties Properties { get; init; }
}
