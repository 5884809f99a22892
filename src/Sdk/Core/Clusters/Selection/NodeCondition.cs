namespace Scalewright.Clusters.Selection;

/// <summary>Condition on one fact of a node. A node without the fact does not match.</summary>
/// <param name="Key">Name of the fact.</param>
/// <param name="Operator">Comparison operator.</param>
/// <param name="Value">Requested value.</param>
public sealed record NodeCondition(string Key, FactOperator Operator, FactValue Value)
{
    /// <summary>
    /// Returns the mismatch, for example <c>memory is 16, not greater than 64</c>; null if the condition holds.
    /// </summary>
    /// <param name="facts">The facts of the node.</param>
    public string? FindMismatch(ValueMap<FactValue> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (!facts.TryGetValue(Key, out FactValue? fact))
        {
            return $"it has no '{TextEscaping.Escape(Key)}'";
        }

        return FactComparer.Evaluate(fact, Operator, Value) switch
        {
            true => null,
            false => $"{TextEscaping.Escape(Key)} is {fact}, not {OperatorText} {Value}",
            null => $"{TextEscaping.Escape(Key)} is {fact}, which cannot be compared: {OperatorText} {Value}",
        };
    }

    private string OperatorText =>
        Operator switch
        {
            FactOperator.LessThan => "less than",
            FactOperator.LessThanOrEqual => "at most",
            FactOperator.Equal => "equal to",
            FactOperator.NotEqual => "other than",
            FactOperator.GreaterThanOrEqual => "at least",
            FactOperator.GreaterThan => "greater than",
            FactOperator.Contains => "with",
            FactOperator.NotContains => "without",
            FactOperator.In => "one of",
            _ => "there, as",
        };
}

internal static class FactComparer
{
    /// <summary>Returns the result of a comparison; null if the values cannot be compared.</summary>
    public static bool? Evaluate(FactValue fact, FactOperator how, FactValue value) =>
        how switch
        {
            FactOperator.Exists => true,
            FactOperator.Equal => fact == value,
            FactOperator.NotEqual => fact != value,
            FactOperator.Contains => Contains(fact, value),
            FactOperator.NotContains => !Contains(fact, value),
            FactOperator.In when value.Kind == FactKind.List => value.Items.Contains(fact),
            FactOperator.In => null,
            _ => Compare(fact, value) is { } order ? Evaluate(order, how) : null,
        };

    private static bool Evaluate(int order, FactOperator how) =>
        how switch
        {
            FactOperator.LessThan => order < 0,
            FactOperator.LessThanOrEqual => order <= 0,
            FactOperator.GreaterThan => order > 0,
            _ => order >= 0,
        };

    private static bool? Contains(FactValue whole, FactValue part) =>
        (whole.Kind, part.Kind) switch
        {
            (FactKind.List, FactKind.List) => part.Items.All(item => whole.Items.Contains(item)),
            (FactKind.List, _) => whole.Items.Contains(part),
            (FactKind.Text, FactKind.Text) => whole.Text.Contains(part.Text, StringComparison.Ordinal),
            _ => null,
        };

    private static int? Compare(FactValue fact, FactValue value) =>
        fact.Kind != value.Kind
            ? null
            : fact.Kind switch
            {
                FactKind.Number => fact.Number.CompareTo(value.Number),
                FactKind.Text => CompareTexts(fact.Text, value.Text),
                FactKind.List => CompareItems(fact.Items, value.Items),
                _ => null,
            };

    // Not CompareOrdinal: it compares UTF-16 code units and orders U+10000 and above before U+E000 to U+FFFF.
    private static int CompareTexts(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        return same < left.Length && same < right.Length
            ? GetRank(left[same]).CompareTo(GetRank(right[same]))
            : left.Length.CompareTo(right.Length);
    }

    private static int GetRank(char unit) => char.IsSurrogate(unit) ? char.MaxValue + unit : unit;

    private static int? CompareItems(ValueList<FactValue> left, ValueList<FactValue> right)
    {
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (left[i] != right[i])
            {
                return Compare(left[i], right[i]);
            }
        }

        return left.Count.CompareTo(right.Count);
    }
}
