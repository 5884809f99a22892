namespace Scalewright;

/// <summary>Suggests corrections for misspelled names.</summary>
public static class Spelling
{
    private const int MaxDistance = 2;
    private const int MaxLength = 64;

    /// <summary>
    /// Returns the nearest candidate that differs only in case or by at most two edits, or null if no candidate does.
    /// </summary>
    /// <param name="word">The misspelled text.</param>
    /// <param name="candidates">The candidates. If several are equally near, the first one is returned.</param>
    public static string? FindClosest(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        int bestDistance = MaxDistance + 1;
        foreach (string candidate in candidates)
        {
            int distance = candidate.Equals(word, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>Returns the advice for a misspelled word: its correction, or another advice without one.</summary>
    internal static string Advise(string word, IEnumerable<string> candidates, string otherwise) =>
        FindClosest(word, candidates) is { } near ? $"did you mean '{near}'?" : otherwise;

    /// <summary>
    /// Returns the edit distance (insert, delete, replace), or a value above the limit for very long texts.
    /// </summary>
    private static int Distance(string left, string right)
    {
        if (left.Length > MaxLength || right.Length > MaxLength || Math.Abs(left.Length - right.Length) > MaxDistance)
        {
            return MaxDistance + 1;
        }

        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replace = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
