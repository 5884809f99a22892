namespace Scalewright.Topologies.Storage;

/// <summary>Nodes of a group as ranges of similar nodes, and the properties that each kind shares.</summary>
/// <param name="Kinds">Distinct nodes without name, number and containers, in the order of first use.</param>
internal sealed record NodeRanges(IReadOnlyList<NodeSpec> Kinds, IReadOnlyList<NodeRange> Runs)
{
    public static NodeRanges From(ValueList<NodeSpec> nodes)
    {
        Dictionary<NodeSpec, int> kinds = [];
        List<NodeRange> runs = [];
        NodeRange? run = null;
        NodeSpec? previous = null;
        int kind = 0;
        int count = 0;
        foreach (NodeSpec node in nodes)
        {
            if (previous is null || !IsAlike(previous, node))
            {
                kind = AddKind(node with { Name = "", Number = 0, ContainerCount = 0, FirstContainerIndex = 0 }, kinds);
            }

            if (run?.IsFollowedBy(node, kind, count) != true)
            {
                AddTo(runs, run, count);
                run = new NodeRange(node, NumberedName.From(node) ?? default, kind, 1);
                count = 0;
            }

            count++;
            previous = node;
        }

        AddTo(runs, run, count);
        return new NodeRanges([.. kinds.OrderBy(entry => entry.Value).Select(entry => entry.Key)], runs);
    }

    private static void AddTo(List<NodeRange> runs, NodeRange? run, int count)
    {
        if (run is not null)
        {
            runs.Add(run with { Count = count });
        }
    }

    private static int AddKind(NodeSpec shared, Dictionary<NodeSpec, int> kinds)
    {
        if (!kinds.TryGetValue(shared, out int index))
        {
            index = kinds.Count;
            kinds.Add(shared, index);
        }

        return index;
    }

    /// <summary>Returns true if two nodes share the same objects, as nodes of a profile do.</summary>
    private static bool IsAlike(NodeSpec left, NodeSpec right) =>
        ReferenceEquals(left.Hardware, right.Hardware)
        && left.Cloud == right.Cloud
        && left.Health == right.Health
        && ReferenceEquals(left.Labels, right.Labels)
        && ReferenceEquals(left.Annotations, right.Annotations)
        && ReferenceEquals(left.StartupCommands, right.StartupCommands)
        && ReferenceEquals(left.StartupScripts, right.StartupScripts)
        && ReferenceEquals(left.Files, right.Files);
}

/// <summary>Consecutive nodes that differ only in number, name and first container.</summary>
/// <param name="Names">Names of the nodes. Unused for a single node.</param>
/// <param name="Kind">Index of the shared properties.</param>
internal sealed record NodeRange(NodeSpec First, NumberedName Names, int Kind, int Count)
{
    private readonly bool _isNumbered = Names.Before is not null && Names.Matches(First.Name, First.Number);

    /// <summary>Returns true if a node follows the first <paramref name="count"/> nodes of the range.</summary>
    public bool IsFollowedBy(NodeSpec node, int kind, int count) =>
        _isNumbered
        && kind == Kind
        && node.ContainerCount == First.ContainerCount
        && node.Number == (long)First.Number + count
        && node.FirstContainerIndex == First.FirstContainerIndex + ((long)count * First.ContainerCount)
        && Names.Matches(node.Name, node.Number);
}
