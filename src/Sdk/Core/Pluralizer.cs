namespace Scalewright;

/// <summary>Formats a number with its noun in the singular or plural.</summary>
public static class Pluralizer
{
    /// <summary>Returns <c>1 node</c>, <c>2 nodes</c>, <c>3 classes</c>, <c>4 policies</c>.</summary>
    /// <param name="count">The number, 0 or more.</param>
    /// <param name="noun">The noun in the singular.</param>
    public static string Format(long count, string noun)
    {
        ArgumentNullException.ThrowIfNull(noun);
        return $"{count.ToString(CultureInfo.InvariantCulture)} {Noun(count, noun)}";
    }

    /// <summary>Like <see cref="Format"/>, but with a thousands separator: <c>1,000 nodes</c>.</summary>
    /// <param name="count">The number, 0 or more.</param>
    /// <param name="noun">The noun in the singular.</param>
    public static string FormatGrouped(long count, string noun)
    {
        ArgumentNullException.ThrowIfNull(noun);
        return $"{count.ToString("N0", CultureInfo.InvariantCulture)} {Noun(count, noun)}";
    }

    private static string Noun(long count, string noun)
    {
        if (count == 1)
        {
            return noun;
        }

        return noun switch
        {
            [.., 's'] => noun + "es",
            [.., not ('a' or 'e' or 'i' or 'o' or 'u'), 'y'] => noun[..^1] + "ies",
            _ => noun + "s",
        };
    }
}
