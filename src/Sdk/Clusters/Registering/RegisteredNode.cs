namespace Scalewright.Clusters.Registering;

/// <summary>A node that programs share.</summary>
/// <param name="Name">Its name, unique in the register.</param>
/// <param name="Address">Where it is reached.</param>
public sealed record RegisteredNode(string Name, string Address)
{
    /// <summary>What a job calls it; empty for nothing.</summary>
    public string Tag { get; init; } = "";
}
