namespace Scalewright.Providers.Simulation;

/// <summary>A seed that fails, with the fewest faults that make it fail.</summary>
/// <param name="Replay">Runs it again: see <see cref="Scalewright.Simulation.ReplayAsync"/>.</param>
/// <param name="Run">Its course with the faults that were kept.</param>
/// <param name="Drawn">The faults that it failed with at first.</param>
public sealed record SeedFailure(string Replay, SeedRun Run, FaultSchedule Drawn)
{
    private const int NodesShown = 12;

    /// <summary>Runs that were spent on leaving faults out.</summary>
    public int ShrinkRunCount { get; init; }

    /// <summary>Replay string, reason, faults that were kept, and what happened last to each node.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append($"seed {Run.Seed} fails; replay it with {Replay}\n");
        text.Append($"reason: {Run.Failure?.GetType().Name}: {Run.Failure?.Message}\n");
        text.Append(Run.FailedAt is { } point ? $"phase: {point}\n" : "");
        text.Append(Run.Failure is SimulationEscapedException
            ? $"faults: {Drawn.Faults.Count}; none was left out, because a program that leaves the loop does so with or without them\n"
            : $"faults: {Run.Faults.Faults.Count} of {Drawn.Faults.Count} suffice\n");
        foreach (TimedFault fault in Run.Faults.Faults)
        {
            text.Append($"  {fault}\n");
        }

        AppendTimeline(text);
        AppendEvents(text);
        return text.ToString().TrimEnd();
    }

    private void AppendTimeline(StringBuilder text)
    {
        text.Append(Run.Timeline.Count == 0 ? "" : "timeline:\n");
        foreach (TimelineEntry entry in Run.Timeline)
        {
            text.Append($"  {entry}\n");
        }
    }

    private void AppendEvents(StringBuilder text)
    {
        if (Run.LastEvents.Count == 0)
        {
            return;
        }

        text.Append("last events of the nodes:\n");
        foreach ((string node, ValueList<NodeEvent> events) in Run.LastEvents.Take(NodesShown))
        {
            text.Append($"  {node}: {string.Join("; ", events)}\n");
        }

        if (Run.LastEvents.Count > NodesShown)
        {
            text.Append($"  and {Run.LastEvents.Count - NodesShown} more nodes\n");
        }
    }
}
