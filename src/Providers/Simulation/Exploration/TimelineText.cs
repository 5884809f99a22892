using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Converts recorded events to the timeline of calls, faults and phases.</summary>
internal static class TimelineText
{
    private const int MaxCalls = 4096;

    /// <summary>Limits phases and faults. They are few unless the program is killed repeatedly.</summary>
    private const int MaxOthers = 1024;

    /// <summary>Returns all phases and faults, and the last calls, in order.</summary>
    public static ValueList<TimelineEntry> From(RunTrace trace)
    {
        TimelineEntry[] entries = [.. trace.Events.Select(runEvent => Find(trace, runEvent)).OfType<TimelineEntry>()];
        int surplusCallCount = entries.Count(entry => entry.Kind == TimelineKind.Call) - MaxCalls;
        int callCount = 0;
        int otherCount = 0;
        List<TimelineEntry> kept = [];
        foreach (TimelineEntry entry in entries)
        {
            bool isKept;
            if (entry.Kind == TimelineKind.Call)
            {
                callCount++;
                isKept = callCount > surplusCallCount;
            }
            else
            {
                otherCount++;
                isKept = otherCount <= MaxOthers;
            }

            if (isKept)
            {
                kept.Add(entry);
            }
        }

        return kept.ToValueList();
    }

    private static TimelineEntry? Find(RunTrace trace, RunEvent recorded)
    {
        TimelineKind? kind = recorded.Kind switch
        {
            RunEventKind.Fault => TimelineKind.Fault,
            RunEventKind.Call => TimelineKind.Call,
            // Of a controller, it is the request; of a node, its execution.
            RunEventKind.Program or RunEventKind.ServiceCall when trace.Subjects[recorded.Subject].Kind == RunSubjectKind.Node =>
                TimelineKind.Call,
            RunEventKind.Note when trace.Subjects[recorded.Subject].Kind == RunSubjectKind.Run => TimelineKind.Phase,
            RunEventKind.Note => TimelineKind.Call,
            _ => null,
        };
        return kind is { } timelineKind ? new TimelineEntry(recorded.Start, timelineKind, TextEscaping.Escape(recorded.Message)) : null;
    }
}
