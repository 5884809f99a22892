namespace Scalewright.Decisions.Backtesting;

/// <summary>What the heading of the times says of their unit, as in <c>time_ms</c>, <c>Time [ms]</c>, <c>timestampMillis</c>, <c>minutes since start</c>.</summary>
/// <param name="Unit">The unit that it names; null when it names none, or more than one.</param>
/// <param name="IsClear">Whether nothing in it may be another unit: <c>ticks</c>, <c>time_m</c> and <c>time_5min</c> are anybody's guess.</param>
internal sealed record TimeHeading(TimeUnit? Unit, bool IsClear)
{
    // Of no fixed length, or of several meanings.
    private static readonly string[] Unclear = ["m", "mo", "month", "months", "quarter", "quarters", "y", "yr", "year", "years", "tick", "ticks", "jiffy", "jiffies"];

    // Behind these stands where the times count from, and not what they count.
    private static readonly string[] Origins = ["of", "since", "from", "after"];

    // Written together with the unit, as in timestampms.
    private static readonly string[] Prefixes = ["timestamp", "unixtime", "time", "epoch", "unix", "ts"];

    public static TimeHeading Read(string heading)
    {
        string[] words = [.. WordsOf(heading)];
        List<TimeUnit> units = [];
        bool isClear = true;
        for (int index = 0; index < words.Length; index++)
        {
            TimeUnit? unit = UnitOf(words[index]);
            bool isOrigin = index > 0 && words.Take(index).Reverse().TakeWhile(word => UnitOf(word) is null).Any(Origins.Contains);
            if (isOrigin)
            {
                continue;
            }

            isClear &= !Unclear.Contains(words[index]) && (unit is null || index == 0 || !char.IsAsciiDigit(words[index - 1][0]));
            if (unit is not null && !units.Contains(unit))
            {
                units.Add(unit);
            }
        }

        isClear &= units.Count < 2;
        return new TimeHeading(isClear && units is [TimeUnit only] ? only : null, isClear);
    }

    private static TimeUnit? UnitOf(string word)
    {
        string prefix = Prefixes.FirstOrDefault(prefix => word.StartsWith(prefix, StringComparison.Ordinal) && word.Length > prefix.Length + 1) ?? "";
        return TimeUnit.All.FirstOrDefault(unit => unit.Words.Contains(word[prefix.Length..], StringComparer.Ordinal));
    }

    /// <summary>Words of letters and of digits, in small letters: a large letter behind a small one begins a word, and so does the last of several before a small one.</summary>
    private static IEnumerable<string> WordsOf(string heading)
    {
        int start = 0;
        for (int at = 1; at <= heading.Length; at++)
        {
            if (at == heading.Length || IsBorder(heading, at))
            {
                if (char.IsLetterOrDigit(heading[start]))
                {
                    yield return heading[start..at].ToLowerInvariant();
                }

                start = at;
            }
        }
    }

    private static bool IsBorder(string heading, int at)
    {
        (char before, char now) = (heading[at - 1], heading[at]);
        return !char.IsLetterOrDigit(before) || !char.IsLetterOrDigit(now) || char.IsDigit(before) != char.IsDigit(now)
            || (char.IsUpper(now) && (!char.IsUpper(before) || (at + 1 < heading.Length && char.IsLower(heading[at + 1]))));
    }
}
