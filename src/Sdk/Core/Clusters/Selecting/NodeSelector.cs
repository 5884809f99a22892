namespace Scalewright.Clusters.Selecting;

/// <summary>Selects nodes by their facts. All conditions must hold; optionally prefers the tightest nodes.</summary>
public sealed record NodeSelector
{
    /// <summary>Required conditions.</summary>
    public ValueList<NodeCondition> Conditions { get; init; } = [];

    /// <summary>
    /// Fact whose lowest values are preferred, to keep large nodes for other jobs. Default empty: candidate order.
    /// </summary>
    public string TightestKey { get; init; } = "";

    /// <summary>Creates a selector with one condition.</summary>
    /// <param name="key">Name of the fact.</param>
    /// <param name="how">Comparison operator.</param>
    /// <param name="asked">Requested value.</param>
    public static NodeSelector Where(string key, FactOperator how, FactValue asked) => new NodeSelector().And(key, how, asked);

    /// <summary>Adds a condition.</summary>
    /// <param name="key">Name of the fact.</param>
    /// <param name="how">Comparison operator.</param>
    /// <param name="asked">Requested value.</param>
    public NodeSelector And(string key, FactOperator how, FactValue asked)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(asked);
        return this with { Conditions = Conditions.Add(new NodeCondition(key, how, asked)) };
    }

    /// <summary>Prefers the nodes with the lowest values of a fact.</summary>
    /// <param name="key">Name of the fact; nodes without a numeric value come last.</param>
    public NodeSelector Tightest(string key) => this with { TightestKey = key };

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
        Dictionary<string, string> misfits = new(StringComparer.Ordinal);
        foreach (NodeCandidate candidate in candidates)
        {
            if (Misfit(candidate) is { } reason)
            {
                misfits[candidate.Name] = reason;
            }
            else
            {
                fitting.Add(candidate);
            }
        }

        IEnumerable<NodeCandidate> best = TightestKey.Length == 0 ? fitting : fitting.OrderBy(Size);
        return new NodeSelection(fitting.Count < count ? [] : [.. best.Take(count).Select(node => node.Name)], misfits.ToValueMap());
    }

    private string? Misfit(NodeCandidate candidate) => Conditions.Select(condition => condition.Misfit(candidate.Facts)).FirstOrDefault(reason => reason is not null);

    private double Size(NodeCandidate candidate) =>
        candidate.Facts.TryGetValue(TightestKey, out FactValue? fact) && fact.Kind == FactKind.Number ? fact.Number : double.PositiveInfinity;
}
