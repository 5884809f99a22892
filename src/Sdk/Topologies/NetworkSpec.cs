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
}
