using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Exploration;
using Scalewright.Recording;
using Scalewright.Testing.Facts;

namespace Scalewright.Testing.Seeds;

/// <summary>Page with the runs of a failed seed, beside the results of the test.</summary>
internal sealed class SeedTrace(SimulationFact fact, TracePageWriter write)
{
    /// <summary>Value of the variable <c>SCALEWRIGHT_TRACE</c> that writes no pages.</summary>
    public const string Off = "off";

    private const string DefaultFolder = "TestResults/scalewright";

    /// <summary>Writes the page. A failure does not hide that of the test.</summary>
    /// <returns>Line for the message of the test; empty if pages are off.</returns>
    public async Task<(string Line, string? Path)> WriteAsync(
        string replay, SeedRun failing, SeedDifference? difference, CancellationToken cancellationToken)
    {
        if (fact.TraceFolder == Off || failing.Recording.Events.Count == 0)
        {
            return ("", null);
        }

        RunTrace[] runs = difference is null
            ? [Complete(replay, failing, "failing")]
            : [Complete(replay, failing, "failing"), Complete(difference.Replay, difference.Passing, "passing")];
        string path = Path.GetFullPath(Path.Join(
            fact.TraceFolder ?? DefaultFolder, $"{fact.Name}.{replay.Replace(':', '-').Replace(',', '_')}.html"));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using FileStream page = File.Create(path);
            await write(page, runs, $"{fact.Name} {replay}", cancellationToken);
            return ($"Trace: {path}", path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ($"Trace: '{path}' cannot be written: {failure.Message}", null);
        }
    }

    private RunTrace Complete(string replay, SeedRun run, string role)
    {
        SeedReplay parsed = SeedReplay.Parse(replay);
        ValueList<TimedFault> generated = fact.Faults.Generate(parsed.Seed).Faults;
        int[] kept = [.. parsed.Kept ?? Enumerable.Range(0, generated.Count).ToValueList()];
        RunFault[] faults = [.. kept.Select(index => Convert(generated, index))];
        return run.Recording with
        {
            Events = NumberFaults(run.Recording.Events, faults),
            Header = run.Recording.Header with
            {
                Test = fact.Name,
                Replay = replay,
                Role = role,
                Command = FailureText.GetCommand(fact.Name, replay),
                Epoch = fact.Options.Simulation.StartsAt,
                KeptFaults = [.. faults],
                RemovedFaults = [.. Enumerable.Range(0, generated.Count).Except(kept)
                    .Select(index => Convert(generated, index))],
            },
        };
    }

    /// <summary>Adds the numbers of faults, which are known only in the schedule of the seed.</summary>
    private static ValueList<RunEvent> NumberFaults(ValueList<RunEvent> events, RunFault[] faults)
    {
        List<RunFault> left = [.. faults];
        return
        [
            .. events.Select(found =>
            {
                int index = found.Kind == RunEventKind.Fault
                    ? left.FindIndex(fault => fault.At == found.Start && fault.Text == found.Message)
                    : -1;
                if (index < 0)
                {
                    return found;
                }

                RunFault fault = left[index];
                left.RemoveAt(index);
                return found with { Details = fault.Number.ToString(CultureInfo.InvariantCulture) };
            }),
        ];
    }

    private static RunFault Convert(ValueList<TimedFault> faults, int index) =>
        new(index, faults[index].At, $"{faults[index].Fault}");
}

/// <summary>Writes the runs of a failed seed as a page.</summary>
/// <param name="output">Stream that receives the page.</param>
/// <param name="runs">The failing run, then the passing run that it is compared with, if there is one.</param>
/// <param name="title">Title of the page.</param>
/// <param name="cancellationToken">Cancels the writing.</param>
internal delegate Task TracePageWriter(
    Stream output, IReadOnlyList<RunTrace> runs, string title, CancellationToken cancellationToken);
