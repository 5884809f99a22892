namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Calls of a program, faults and phases of its run. Bounded: keeps the latest calls.</summary>
internal sealed class RunTimeline(SimulationKernel kernel)
{
    private const int MaxCalls = 4096;

    /// <summary>Limits phases and faults. They are few unless the program is killed repeatedly.</summary>
    private const int MaxOthers = 1024;

    private readonly Queue<(long Number, TimelineEntry Entry)> _calls = new();
    private readonly List<(long Number, TimelineEntry Entry)> _others = [];
    private long _count;

    public void Add(TimelineKind kind, string what)
    {
        (long, TimelineEntry) entry =
            (_count++, new TimelineEntry(kernel.ElapsedAtEnd, kind, TextEscaping.Escape(what)));
        if (kind != TimelineKind.Call)
        {
            if (_others.Count < MaxOthers)
            {
                _others.Add(entry);
            }

            return;
        }

        if (_calls.Count == MaxCalls)
        {
            _calls.Dequeue();
        }

        _calls.Enqueue(entry);
    }

    /// <summary>Kept entries, in order of insertion.</summary>
    public IEnumerable<TimelineEntry> Entries =>
        _calls.Concat(_others).OrderBy(entry => entry.Number).Select(entry => entry.Entry);
}
