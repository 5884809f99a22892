namespace Scalewright.Topologies;

/// <summary>A network of a topology.</summary>
/// <param name="Name">Name, also the VLAN's.</param>
/// <param name="Subnet">Its addresses.</param>
public sealed record NetworkSpec(string Name, Subnet Subnet)
{
    /// <summary>The router's address on it; null: none.</summary>
    public Address? Gateway { get; init; }

    /// <summary>The first address that no container has yet; null when the last one is taken.</summary>
    public Address? Next { get; init; }

    /// <summary>How many addresses containers have.</summary>
    public long Used { get; init; }

    /// <summary><c>EXT 10.10.0.0/16: 30 addresses in use, gateway 10.10.0.1</c>.</summary>
    public override string ToString() => $"{Name} {Subnet}: {CountText.Of(Used, "address")} in use{(Gateway is { } gateway ? $", gateway {gateway}" : "")}";
}
