namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Seed and remaining faults as text: <c>417:2,5-7</c>, <c>417:none</c>, or <c>417</c> for all.</summary>
internal sealed record SeedReplay(long Seed, ValueList<int>? Kept)
{
    private const string Nothing = "none";

    public static SeedReplay Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Trim().Split(':');
        if (parts.Length > 2
            || !long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed))
        {
            throw Bad(text);
        }

        return new SeedReplay(seed, parts switch { [_] => null, [_, Nothing] => [], _ => ParseKept(parts[1], text) });
    }

    /// <exception cref="FormatException">An index is out of range.</exception>
    public FaultSchedule Keep(FaultSchedule drawn)
    {
        if (Kept is not { } kept)
        {
            return drawn;
        }

        return kept.Count > 0 && kept[^1] >= drawn.Faults.Count
            ? throw new FormatException(
                $"'{this}' keeps fault {kept[^1]}, but seed {Seed} generates {drawn.Faults.Count}: the fault generator "
                + "or its options have changed.")
            : new FaultSchedule(kept.Select(index => drawn.Faults[index]).ToValueList());
    }

    public override string ToString() =>
        Kept is not { } kept ? $"{Seed}" : $"{Seed}:{(kept.Count == 0 ? Nothing : string.Join(',', Ranges(kept)))}";

    private static ValueList<int> ParseKept(string words, string text)
    {
        List<int> kept = [];
        foreach (string word in words.Split(','))
        {
            string[] ends = word.Split('-');
            if (ends.Length > 2
                || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                || last < first || last - first > ushort.MaxValue || (kept.Count > 0 && first <= kept[^1]))
            {
                throw Bad(text);
            }

            kept.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return kept.ToValueList();
    }

    private static IEnumerable<string> Ranges(ValueList<int> kept)
    {
        for (int start = 0; start < kept.Count;)
        {
            int end = start;
            while (end + 1 < kept.Count && kept[end + 1] == kept[end] + 1)
            {
                end++;
            }

            yield return end == start ? $"{kept[start]}" : $"{kept[start]}-{kept[end]}";
            start = end + 1;
        }
    }

    private static FormatException Bad(string text) =>
        new($"'{TextEscaping.Escape(text)}' is not a replay string; use a seed and the faults to keep, for example "
            + "417:2,5-7.");
}
