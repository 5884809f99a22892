namespace Scalewright.Clusters.Selection;

internal static class AvailableNodeSelector
{
    /// <summary>Selects nodes. An unavailable node does not match, regardless of its facts.</summary>
    /// <param name="nodes">Nodes in order of preference.</param>
    public static NodeSelection SelectPresent(this NodeSelector selector, ValueList<NodeFacts> nodes, int count = 1)
    {
        NodeSelection selection = selector.Select(
            nodes.Where(static facts => facts.Absence is null).Select(static facts => facts.ToCandidate()),
            count
        );
        IEnumerable<KeyValuePair<string, string>> absent = nodes
            .Where(static facts => facts.Absence is not null)
            .Select(static facts => KeyValuePair.Create(facts.Node.Name, facts.Absence!));
        return selection with { Mismatches = NodeFacts.Explain(selection.Mismatches, nodes).Concat(absent).ToValueMap() };
    }
}
