namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>What a program called, beside the faults and the phases of its run. Bounded: of the calls the latest are kept.</summary>
internal sealed class Timeline(SimulationKernel kernel)
{
    private const int MaxCalls = 4096;

    /// <summary>Phases and faults of a run are few; a program that is killed again and again has more.</summary>
    private const int MaxOthers = 1024;

    private readonly Queue<(long Number, TimelineEntry Entry)> _calls = new();
    private readonly List<(long Number, TimelineEntry Entry)> _others = [];
    private long _count;

    public void Add(TimelineKind kind, string what)
    {
        (long, TimelineEntry) entry = (_count++, new TimelineEntry(kernel.ElapsedAtEnd, kind, Printable.Escape(what)));
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

    /// <summary>All entries that are kept, in the order in which they were added.</summary>
    public IEnumerable<TimelineEntry> Entries => _calls.Concat(_others).OrderBy(entry => entry.Number).Select(entry => entry.Entry);
}
