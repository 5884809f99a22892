namespace Scalewright.Clusters.Selecting;

/// <summary>Selects of the nodes that are there.</summary>
internal static class PresentNodes
{
    /// <summary>Selects; a node that is not there does not fit, whatever is known of it.</summary>
    /// <param name="selector">What must hold, and which come first.</param>
    /// <param name="nodes">The nodes, in the order of preference.</param>
    /// <param name="count">How many are needed, 1 or more.</param>
    public static NodeSelection SelectPresent(this NodeSelector selector, ValueList<NodeFacts> nodes, int count = 1)
    {
        NodeSelection selection = selector.Select(nodes.Where(static found => found.Absence is null).Select(static found => found.ToCandidate()), count);
        IEnumerable<KeyValuePair<string, string>> absent = nodes.Where(static found => found.Absence is not null).Select(static found => KeyValuePair.Create(found.Node.Name, found.Absence!));
        return selection with { Misfits = NodeFacts.Explain(selection.Misfits, nodes).Concat(absent).ToValueMap() };
    }
}
