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
        NodeSpec? previous = null;
        int kind = 0;
        foreach (NodeSpec node in nodes)
        {
            if (previous is null || !IsAlike(previous, node))
            {
                kind = IndexOf(node with { Name = "", Number = 0, ContainerCount = 0, FirstContainer = 0 }, kinds);
            }

            if (runs.Count > 0 && runs[^1].IsFollowedBy(node, kind))
            {
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            }
            else
            {
                runs.Add(new NodeRun(node, NumberedName.Of(node) ?? default, kind, 1));
            }

            previous = node;
        }

        return new NodeRuns([.. kinds.OrderBy(entry => entry.Value).Select(entry => entry.Key)], runs);
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
