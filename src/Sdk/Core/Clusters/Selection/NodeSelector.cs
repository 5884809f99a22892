namespace Scalewright.Clusters.Selection;

/// <summary>
/// Selects nodes by their facts. All conditions must hold; optionally prefers the smallest matching nodes.
/// </summary>
public sealed record NodeSelector
{
    /// <summary>Required conditions.</summary>
    public ValueList<NodeCondition> Conditions { get; init; } = [];

    /// <summary>
    /// Fact whose lowest values are preferred, to keep large nodes for other jobs. Default empty: candidate order.
    /// </summary>
    public string OrderByKey { get; init; } = "";

    /// <summary>Creates a selector with one condition.</summary>
    /// <param name="key">Name of the fact.</param>
    /// <param name="comparison">Comparison operator.</param>
    /// <param name="value">Requested value.</param>
    public static NodeSelector Where(string key, FactOperator comparison, FactValue value) =>
        new NodeSelector().And(key, comparison, value);

    /// <summary>Adds a condition.</summary>
    /// <param name="key">Name of the fact.</param>
    /// <param name="comparison">Comparison operator.</param>
    /// <param name="value">Requested value.</param>
    public NodeSelector And(string key, FactOperator comparison, FactValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        return this with { Conditions = Conditions.Add(new NodeCondition(key, comparison, value)) };
    }

    /// <summary>Prefers the nodes with the lowest values of a fact.</summary>
    /// <param name="key">Name of the fact; nodes without a numeric value come last.</param>
    public NodeSelector OrderBy(string key) => this with { OrderByKey = key };

    /// <summary>Selects nodes from candidates.</summary>
    /// <param name="candidates">Candidates in order of preference.</param>
    /// <param name="count">Number of nodes, 1 or more.</param>
    /// <returns>The requested number of nodes, or no nodes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public NodeSelection Select(IEnumerable<NodeCandidate> candidates, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        List<NodeCandidate> fitting = [];
        Dictionary<string, string> mismatches = new(StringComparer.Ordinal);
        foreach (NodeCandidate candidate in candidates)
        {
            if (FindMismatch(candidate) is { } reason)
            {
                mismatches[candidate.Name] = reason;
            }
            else
            {
                fitting.Add(candidate);
            }
        }

        IEnumerable<NodeCandidate> best = OrderByKey.Length == 0 ? fitting : fitting.OrderBy(Size);
        return new NodeSelection(fitting.Count < count ? [] : [.. best.Take(count).Select(node => node.Name)], mismatches.ToValueMap());
    }

    private string? FindMismatch(NodeCandidate candidate) =>
        Conditions.Select(condition => condition.FindMismatch(candidate.Facts)).FirstOrDefault(reason => reason is not null);

    private double Size(NodeCandidate candidate) =>
        candidate.Facts.TryGetValue(OrderByKey, out FactValue? fact) && fact.Kind == FactKind.Number
            ? fact.Number
            : double.PositiveInfinity;
}
