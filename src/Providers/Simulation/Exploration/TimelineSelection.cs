namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Makes a timeline short enough to read: the calls around faults and phases and before the end, and all else as a count.</summary>
internal static class TimelineSelection
{
    private const int CallsBeside = 2;
    private const int CallsAtEnd = 8;

    /// <summary>Entries without those that say nothing of the failure.</summary>
    /// <param name="entries">All that happened, in order.</param>
    public static ValueList<TimelineEntry> Of(IReadOnlyList<TimelineEntry> entries)
    {
        bool[] isKept = new bool[entries.Count];
        for (int index = 0; index < entries.Count; index++)
        {
            if (entries[index].Kind == TimelineKind.Call)
            {
                isKept[index] |= index >= entries.Count - CallsAtEnd;
                continue;
            }

            for (int near = Math.Max(0, index - CallsBeside); near <= Math.Min(entries.Count - 1, index + CallsBeside); near++)
            {
                isKept[near] = true;
            }
        }

        return Keep(entries, isKept);
    }

    private static ValueList<TimelineEntry> Keep(IReadOnlyList<TimelineEntry> entries, bool[] isKept)
    {
        List<TimelineEntry> kept = [];
        int omitted = 0;
        for (int index = 0; index < entries.Count; index++)
        {
            if (!isKept[index])
            {
                omitted++;
                continue;
            }

            if (omitted > 0)
            {
                kept.Add(new TimelineEntry(entries[index].At, TimelineKind.Omission, CountText.Of(omitted, "call") + " left out"));
                omitted = 0;
            }

            kept.Add(entries[index]);
        }

        return kept.ToValueList();
    }
}
