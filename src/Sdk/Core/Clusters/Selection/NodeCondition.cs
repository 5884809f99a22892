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

        return FactComparer.Holds(fact, Operator, Value) switch
        {
            true => null,
            false => $"{TextEscaping.Escape(Key)} is {fact}, not {Words} {Value}",
            null => $"{TextEscaping.Escape(Key)} is {fact}, which cannot be compared: {Words} {Value}",
        };
    }

    private string Words => Operator switch
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
    public static bool? Holds(FactValue fact, FactOperator how, FactValue asked) => how switch
    {
        FactOperator.Exists => true,
        FactOperator.Equal => fact == asked,
        FactOperator.NotEqual => fact != asked,
        FactOperator.Contains => Contains(fact, asked),
        FactOperator.NotContains => !Contains(fact, asked),
        FactOperator.In when asked.Kind == FactKind.List => asked.Items.Contains(fact),
        FactOperator.In => null,
        _ => Compare(fact, asked) is { } order ? Holds(order, how) : null,
    };

    private static bool Holds(int order, FactOperator how) => how switch
    {
        FactOperator.LessThan => order < 0,
        FactOperator.LessThanOrEqual => order <= 0,
        FactOperator.GreaterThan => order > 0,
        _ => order >= 0,
    };

    private static bool? Contains(FactValue whole, FactValue part) => (whole.Kind, part.Kind) switch
    {
        (FactKind.List, FactKind.List) => part.Items.All(item => whole.Items.Contains(item)),
        (FactKind.List, _) => whole.Items.Contains(part),
        (FactKind.Text, FactKind.Text) => whole.Text.Contains(part.Text, StringComparison.Ordinal),
        _ => null,
    };

    private static int? Compare(FactValue fact, FactValue asked) => fact.Kind != asked.Kind ? null : fact.Kind switch
    {
        FactKind.Number => fact.Number.CompareTo(asked.Number),
        FactKind.Text => CompareTexts(fact.Text, asked.Text),
        FactKind.List => CompareItems(fact.Items, asked.Items),
        _ => null,
    };

    // Not CompareOrdinal: it compares UTF-16 code units and orders U+10000 and above before U+E000 to U+FFFF.
    private static int CompareTexts(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        return same < left.Length && same < right.Length
            ? RankOf(left[same]).CompareTo(RankOf(right[same]))
            : left.Length.CompareTo(right.Length);
    }

    private static int RankOf(char unit) => char.IsSurrogate(unit) ? char.MaxValue + unit : unit;

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
