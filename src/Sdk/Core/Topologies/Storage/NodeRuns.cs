namespace Scalewright.Topologies.Storage;

/// <summary>The nodes of a group as runs of like nodes, and what each kind of them shares.</summary>
/// <param name="Kinds">Nodes without name, number and containers, each once, in the order of first use.</param>
/// <param name="Runs">The runs in order.</param>
internal sealed record NodeRuns(IReadOnlyList<NodeSpec> Kinds, IReadOnlyList<NodeRun> Runs)
{
    public static NodeRuns Of(ValueList<NodeSpec> nodes)
    {
        Dictionary<NodeSpec, int> kinds = [];
        List<NodeRun> runs = [];
        NodeRun? run = null;
        NodeSpec? previous = null;
        int kind = 0;
        int count = 0;
        foreach (NodeSpec node in nodes)
        {
            if (previous is null || !IsAlike(previous, node))
            {
                kind = IndexOf(node with { Name = "", Number = 0, ContainerCount = 0, FirstContainer = 0 }, kinds);
            }

            if (run?.IsFollowedBy(node, kind, count) != true)
            {
                AddTo(runs, run, count);
                run = new NodeRun(node, NumberedName.Of(node) ?? default, kind, 1);
                count = 0;
            }

            count++;
            previous = node;
        }

        AddTo(runs, run, count);
        return new NodeRuns([.. kinds.OrderBy(entry => entry.Value).Select(entry => entry.Key)], runs);
    }

    private static void AddTo(List<NodeRun> runs, NodeRun? run, int count)
    {
        if (run is not null)
        {
            runs.Add(run with { Count = count });
        }
    }

    private static int IndexOf(NodeSpec shared, Dictionary<NodeSpec, int> kinds)
    {
        if (!kinds.TryGetValue(shared, out int index))
        {
            index = kinds.Count;
            kinds.Add(shared, index);
        }

        return index;
    }

    /// <summary>True when two nodes share the very objects, as the nodes of a profile do.</summary>
    private static bool IsAlike(NodeSpec left, NodeSpec right) =>
        ReferenceEquals(left.Hardware, right.Hardware)
        && left.Cloud == right.Cloud
        && left.Health == right.Health
        && ReferenceEquals(left.Labels, right.Labels)
        && ReferenceEquals(left.Annotations, right.Annotations)
        && ReferenceEquals(left.StartupCommands, right.StartupCommands)
        && ReferenceEquals(left.StartScripts, right.StartScripts)
        && ReferenceEquals(left.Files, right.Files);
}

/// <summary>Nodes in a row that differ only in number, name and first container.</summary>
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
