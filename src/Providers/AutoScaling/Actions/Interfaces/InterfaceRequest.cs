namespace Scalewright.Providers.AutoScaling.Actions.Interfaces;

/// <summary>The network interface that a request describes.</summary>
internal sealed record InterfaceRequest
{
    /// <summary>Id of its subnet; null: not said.</summary>
    public string? Subnet { get; init; }

    /// <summary>Ids of its security groups.</summary>
    public ValueList<string> Groups { get; init; } = [];

    /// <summary>Its private address; empty: one that is free.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether it has a public address; null: as its subnet says, which is yes.</summary>
    public bool? HasPublicAddress { get; init; }
}
