namespace Scalewright;

/// <summary>Suggests corrections for misspelled names.</summary>
public static class Spelling
{
    private const int MaxDistance = 3;
    private const int MaxLength = 64;
    private const int MinStartLength = 3;

    /// <summary>
    /// Returns the nearest candidate that differs only in case or by few edits: one in words of 3 to 5 letters, two up
    /// to 8 letters, and three in longer words; null if no candidate does. An edit inserts, deletes or replaces a
    /// letter, or swaps two neighbors. The digits must be the same, because another number is another thing.
    /// </summary>
    /// <param name="word">The misspelled text.</param>
    /// <param name="candidates">The candidates. Of equally near ones, the one with the same first letter, then of the
    /// same length, is returned; null if that leaves several.</param>
    public static string? FindClosest(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        (string Name, int Distance)[] near =
        [
            .. candidates
                .Distinct(StringComparer.Ordinal)
                .Select(candidate => (Name: candidate, Distance: GetDistance(word, candidate)))
                .Where(candidate => candidate.Distance <= GetLimit(word)),
        ];
        string[] nearest =
        [
            .. near.Where(candidate => candidate.Distance == near.Min(other => other.Distance)).Select(candidate => candidate.Name),
        ];
        nearest = Prefer(nearest, name => name.Length > 0 && word.Length > 0 && name[0] == word[0]);
        nearest = Prefer(nearest, name => name.Length == word.Length);
        return nearest is [string only] ? only : null;
    }

    /// <summary>Returns true if a candidate differs from a word only in case or by one edit.</summary>
    /// <param name="word">The misspelled text.</param>
    /// <param name="candidate">The candidate.</param>
    public static bool IsOneEdit(string word, string candidate)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidate);
        return GetDistance(word, candidate) <= 1;
    }

    /// <summary>Returns the advice for a misspelled or shortened word: its correction, or another advice if no candidate
    /// is similar.</summary>
    /// <param name="word">The misspelled or shortened text.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="otherwise">The advice if no candidate is similar.</param>
    public static string Advise(string word, IEnumerable<string> candidates, string otherwise)
    {
        ArgumentNullException.ThrowIfNull(word);
        string[] names = [.. candidates];
        string? near = FindClosest(word, names) ?? FindLonger(word, names);
        return near is null ? otherwise : $"did you mean '{near}'?";
    }

    /// <summary>Returns the advice for the first letters of one or two names, as in <c>latency_p9</c> for
    /// <c>latency_p95</c> and <c>latency_p99</c>, or another advice.</summary>
    /// <param name="word">The first letters.</param>
    /// <param name="candidates">The names.</param>
    /// <param name="otherwise">The advice if no name, or more than two, begin with the letters.</param>
    public static string AdviseStart(string word, IEnumerable<string> candidates, string otherwise)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        string[] completed =
            word.Length < MinStartLength
                ? []
                :
                [
                    .. candidates
                        .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal),
                ];
        return completed switch
        {
            [string only] => $"did you mean '{only}'?",
            [string first, string second] => $"did you mean '{first}' or '{second}'?",
            _ => otherwise,
        };
    }

    /// <summary>Returns the only candidate that starts or ends with the word and an underscore, as in
    /// <c>latency_p99</c> for <c>p99</c>; null if there is no such candidate, or several.</summary>
    private static string? FindLonger(string word, string[] candidates)
    {
        string[] longer =
            word.Length == 0
                ? []
                :
                [
                    .. candidates
                        .Distinct(StringComparer.Ordinal)
                        .Where(candidate =>
                            candidate.EndsWith($"_{word}", StringComparison.OrdinalIgnoreCase)
                            || candidate.StartsWith($"{word}_", StringComparison.OrdinalIgnoreCase)
                        ),
                ];
        return longer is [string only] ? only : null;
    }

    private static string[] Prefer(string[] names, Func<string, bool> isPreferred)
    {
        string[] preferred = [.. names.Where(isPreferred)];
        return preferred.Length > 0 ? preferred : names;
    }

    // Of short words, most are two edits apart.
    private static int GetLimit(string word) =>
        word.Length switch
        {
            <= 2 => 0,
            <= 5 => 1,
            <= 8 => 2,
            _ => MaxDistance,
        };

    private static int GetDistance(string word, string candidate)
    {
        if (!candidate.Where(char.IsAsciiDigit).SequenceEqual(word.Where(char.IsAsciiDigit)))
        {
            return MaxDistance + 1;
        }

        return candidate.Equals(word, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word, candidate);
    }

    /// <summary>
    /// Returns the number of edits (insert, delete, replace, swap of neighbors), or a value above the limit for very
    /// long texts.
    /// </summary>
    private static int Distance(string left, string right)
    {
        if (left.Length > MaxLength || right.Length > MaxLength || Math.Abs(left.Length - right.Length) > MaxDistance)
        {
            return MaxDistance + 1;
        }

        int[] beforeLast = new int[right.Length + 1];
        int[] last = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int[] row = new int[right.Length + 1];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replace = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(last[j], row[j - 1]) + 1);
                bool isSwap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                row[j] = isSwap ? Math.Min(row[j], beforeLast[j - 2] + 1) : row[j];
            }

            (beforeLast, last) = (last, row);
        }

        return last[right.Length];
    }
}
