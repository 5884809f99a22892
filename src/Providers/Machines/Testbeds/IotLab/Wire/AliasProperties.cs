namespace Scalewright.Providers.IotLab.Wire;

/// <summary>What the boards of an alias are like.</summary>
internal sealed record AliasProperties
{
    public required string Archi { get; init; }

    public required string Site { get; init; }

    public bool Mobile { get; init; }
}
