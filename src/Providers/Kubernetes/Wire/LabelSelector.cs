namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>Which pods something has, by their labels.</summary>
internal sealed record LabelSelector
{
    public Dictionary<string, string>? MatchLabels { get; init; }

    public IReadOnlyList<LabelRule>? MatchExpressions { get; init; }

    /// <summary>Whether it chooses what has these labels.</summary>
    public bool Matches(Dictionary<string, string>? labels) =>
        (MatchLabels ?? []).All(wanted => labels?.GetValueOrDefault(wanted.Key) == wanted.Value) && (MatchExpressions ?? []).All(rule => rule.Holds(labels));
}
