namespace VirtCluster.Compat;

/// <summary>A node as vt_cluster compares it in sets: the same name, and the same address.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Tag">Its tag; no part of the comparison.</param>
internal sealed record ReferenceNode(string Name, string Address, string Tag)
{
    public bool Equals(ReferenceNode? other) => other is not null && other.Name == Name && other.Address == Address;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
