namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Finds where two traced runs of a seed begin to differ.</summary>
internal static class TraceComparer
{
    /// <summary>Returns a sentence about the first different step, or the first different call; empty if neither is
    /// known.</summary>
    public static string Describe(SeedRun first, SeedRun second)
    {
        int count = Math.Min(first.StepTimes.Count, second.StepTimes.Count);
        int step = 0;
        while (step < count && first.StepTimes[step] == second.StepTimes[step])
        {
            step++;
        }

        if (step < count)
        {
            TimeSpan last = step > 0 ? first.StepTimes[step - 1] : TimeSpan.Zero;
            return string.Create(CultureInfo.InvariantCulture, $"Step {step + 1:N0} was at {first.StepTimes[step]} in ")
                + $"one run and at {second.StepTimes[step]} in the other; {DescribeCalls(first, last)}.";
        }

        (TimelineEntry First, TimelineEntry Second) differing = TimelineText
            .From(first.Recording)
            .Zip(TimelineText.From(second.Recording))
            .FirstOrDefault(pair => pair.First != pair.Second);
        return differing.First is null ? "" : $"One run has '{differing.First}', the other '{differing.Second}'.";
    }

    private static string DescribeCalls(SeedRun run, TimeSpan until) =>
        TimelineText.From(run.Recording).LastOrDefault(entry => entry.Kind == TimelineKind.Call && entry.At <= until) is { } call
            ? $"the last call before it was '{call.Description}', at {call.At}"
            : "no call was before it";
}
