namespace Scalewright.Topologies.Storage;

/// <summary>Nodes in a row that differ only in number, name and first container.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Names">Their names; of no meaning for one node.</param>
/// <param name="Kind">Index of what they share.</param>
/// <param name="Count">How many there are.</param>
internal sealed record NodeRun(NodeSpec First, NumberedName Names, int Kind, int Count)
{
    /// <summary>True when a node goes on where the run ends.</summary>
    public bool IsFollowedBy(NodeSpec node, int kind) =>
        kind == Kind
        && node.ContainerCount == First.ContainerCount
        && node.Number == (long)First.Number + Count
        && node.FirstContainer == First.FirstContainer + ((long)Count * First.ContainerCount)
        && Names.Before is not null
        && Names.At(First.Number) == First.Name
        && Names.At(node.Number) == node.Name;
}
