namespace VirtCluster.Compat;

/// <summary>A node with vt_cluster's equality: by name and address.</summary>
/// <param name="Tag">Its tag, which is not compared.</param>
internal sealed record ReferenceNode(string Name, string Address, string Tag)
{
    public bool Equals(ReferenceNode? other) => other is not null && other.Name == Name && other.Address == Address;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
