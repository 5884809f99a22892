namespace Scalewright.Clusters.Selecting;

/// <summary>What one fact of a node must be. A node that does not have the fact does not fit.</summary>
/// <param name="Key">Name of the fact.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Asked">What with.</param>
public sealed record NodeCondition(string Key, FactOperator Operator, FactValue Asked)
{
    /// <summary>Why a node does not fit, as <c>memory is 16, not greater than 64</c>; null when it does.</summary>
    /// <param name="facts">The facts of the node.</param>
    public string? Misfit(ValueMap<FactValue> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (!facts.TryGetValue(Key, out FactValue? fact))
        {
            return $"it has no '{Printable.Escape(Key)}'";
        }

        return FactRules.Holds(fact, Operator, Asked) switch
        {
            true => null,
            false => $"{Printable.Escape(Key)} is {fact}, not {Words} {Asked}",
            null => $"{Printable.Escape(Key)} is {fact}, which cannot be compared: {Words} {Asked}",
        };
    }

    private string Words => Operator switch
    {
        FactOperator.Less => "less than",
        FactOperator.LessOrEqual => "at most",
        FactOperator.Equal => "equal to",
        FactOperator.NotEqual => "other than",
        FactOperator.GreaterOrEqual => "at least",
        FactOperator.Greater => "greater than",
        FactOperator.Contains => "with",
        FactOperator.NotContains => "without",
        FactOperator.In => "one of",
        _ => "there, as",
    };
}
