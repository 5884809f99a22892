namespace Scalewright.Clusters.Selecting;

/// <summary>Selects nodes by their facts: all conditions must hold, and of the nodes that fit the tightest come first, when that is asked for.</summary>
public sealed record NodeSelector
{
    /// <summary>What must hold.</summary>
    public ValueList<NodeCondition> Conditions { get; init; } = [];

    /// <summary>The fact whose least values come first, so that large nodes are kept for who needs them; empty, the default: the candidates' order.</summary>
    public string TightestKey { get; init; } = "";

    /// <summary>Begins with one condition.</summary>
    /// <param name="key">Name of the fact.</param>
    /// <param name="how">How it is compared.</param>
    /// <param name="asked">What with.</param>
    public static NodeSelector Where(string key, FactOperator how, FactValue asked) => new NodeSelector().And(key, how, asked);

    /// <summary>Asks for one thing more.</summary>
    /// <param name="key">Name of the fact.</param>
    /// <param name="how">How it is compared.</param>
    /// <param name="asked">What with.</param>
    public NodeSelector And(string key, FactOperator how, FactValue asked)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(asked);
        return this with { Conditions = Conditions.Add(new NodeCondition(key, how, asked)) };
    }

    /// <summary>Prefers the nodes with the least of something.</summary>
    /// <param name="key">Name of the fact; nodes without it, or where it is no number, come last.</param>
    public NodeSelector Tightest(string key) => this with { TightestKey = key };

    /// <summary>Selects; the candidates stay as they are.</summary>
    /// <param name="candidates">The nodes, in the order of preference.</param>
    /// <param name="count">How many are needed, 1 or more.</param>
    /// <returns>As many as are needed, or none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 is needed.</exception>
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
