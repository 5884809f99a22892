namespace Scalewright.Topologies;

/// <summary>Network of a topology.</summary>
/// <param name="Name">Name of the network and its VLAN.</param>
/// <param name="Subnet">Addresses of the network.</param>
public sealed record NetworkSpec(string Name, Subnet Subnet)
{
    /// <summary>Address of the router. Null: none.</summary>
    public Address? Gateway { get; init; }

    /// <summary>First unused address for containers. Null if the last one is used.</summary>
    public Address? NextAddress { get; init; }

    /// <summary>Number of addresses used by containers.</summary>
    public long UsedAddressCount { get; init; }

    /// <summary>Returns <c>EXT 10.10.0.0/16: 30 addresses in use, gateway 10.10.0.1</c>.</summary>
    public override string ToString() =>
        $"{Name} {Subnet}: {Pluralizer.Format(UsedAddressCount, "address")} in "
        + $"use{(Gateway is { } gateway ? $", gateway {gateway}" : "")}";
}
