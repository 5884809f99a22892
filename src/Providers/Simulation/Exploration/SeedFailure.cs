namespace Scalewright.Providers.Simulation;

/// <summary>Failing seed with a minimal set of faults that reproduces the failure.</summary>
/// <param name="Replay">Replay string for <see cref="Scalewright.Simulation.ReplayAsync"/>.</param>
/// <param name="Run">Run with the remaining faults.</param>
/// <param name="GeneratedFaults">Faults before minimizing.</param>
public sealed record SeedFailure(string Replay, SeedRun Run, FaultSchedule GeneratedFaults)
{
    private const int NodesShown = 12;

    /// <summary>Number of runs spent on minimizing the faults.</summary>
    public int ShrinkRunCount { get; init; }

    /// <summary>Returns the replay string, the reason, the remaining faults and the last events of each node.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"seed {Run.Seed} fails; replay it with {Replay}\n");
        text.Append($"reason: {Run.Failure?.GetType().Name}: {Run.Failure?.Message}\n");
        text.Append(Run.FailedAt is { } point ? $"phase: {point}\n" : "");
        text.Append(
            Run.Failure is SimulationEscapedException
                ? $"faults: {GeneratedFaults.Faults.Count}; none was removed, because a program that leaves the loop "
                    + "does so with or without them\n"
                : $"faults needed to reproduce: {Run.Faults.Faults.Count} of {GeneratedFaults.Faults.Count}\n"
        );
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
