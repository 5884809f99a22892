namespace Scalewright.Topologies.Storage;

/// <summary>Nodes in a row that differ only in number, name and first container.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Names">Their names; of no meaning for one node.</param>
/// <param name="Kind">Index of what they share.</param>
/// <param name="Count">How many there are.</param>
internal sealed record NodeRun(NodeSpec First, NumberedName Names, int Kind, int Count)
{
    private readonly bool _isNumbered = Names.Before is not null && Names.Gives(First.Name, First.Number);

    /// <summary>True when a node is the next one behind so many of the run.</summary>
    public bool IsFollowedBy(NodeSpec node, int kind, int count) =>
        _isNumbered
        && kind == Kind
        && node.ContainerCount == First.ContainerCount
        && node.Number == (long)First.Number + count
        && node.FirstContainer == First.FirstContainer + ((long)count * First.ContainerCount)
        && Names.Gives(node.Name, node.Number);
}
