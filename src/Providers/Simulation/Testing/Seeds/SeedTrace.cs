using System.Security.Cryptography;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Exploration;
using Scalewright.Recording;
using Scalewright.Testing.Facts;

namespace Scalewright.Testing.Seeds;

/// <summary>Page with the runs of a seed, beside the results of the test.</summary>
internal sealed class SeedTrace(SimulationFact fact, TracePageWriter write)
{
    /// <summary>Value of the variable <c>SCALEWRIGHT_TRACE</c> that writes no pages.</summary>
    public const string Off = "off";

    private const int MaxNameLength = 80;
    private const int HashLength = 16;
    private const string DefaultFolder = "TestResults/scalewright";

    /// <summary>Writes the page. A failure does not hide that of the test.</summary>
    /// <returns>Line for the message of the test; empty if pages are off.</returns>
    public async Task<(string Line, string? Path)> WriteAsync(
        string replay,
        SeedRun run,
        SeedDifference? difference,
        CancellationToken cancellationToken
    )
    {
        if (fact.TraceFolder == Off || run.Recording.Events.Count == 0)
        {
            return ("", null);
        }

        RunTrace failingTrace = Complete(replay, run, run.Failure is null ? "passing" : "failing");
        RunTrace[] runs = difference is null ? [failingTrace] : [failingTrace, Complete(difference.Replay, difference.Passing, "passing")];
        string path = Path.GetFullPath(Path.Join(fact.TraceFolder ?? DefaultFolder, $"{fact.Name}.{GetFileName(replay)}.html"));
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
        ValueList<int> kept = parsed.GetNumbers(generated.Count);
        ValueList<TimedFault> injected = parsed.Keep(new FaultSchedule(generated)).Faults;
        RunFault[] faults = [.. injected.Select((fault, index) => ToFault(fault, index < kept.Count ? kept[index] : RunFault.Added))];
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
                RemovedFaults = [.. Enumerable.Range(0, generated.Count).Except(kept).Select(index => ToFault(generated[index], index))],
            },
        };
    }

    /// <summary>Adds the numbers of faults, which are known only in the schedule of the seed.</summary>
    private static ValueList<RunEvent> NumberFaults(ValueList<RunEvent> events, RunFault[] faults)
    {
        List<RunFault> remainingFaults = [.. faults];
        return
        [
            .. events.Select(runEvent =>
            {
                int index =
                    runEvent.Kind == RunEventKind.Fault
                        ? remainingFaults.FindIndex(fault => fault.At == runEvent.Start && fault.Text == runEvent.Message)
                        : -1;
                if (index < 0 || remainingFaults[index].Number == RunFault.Added)
                {
                    return runEvent;
                }

                RunFault fault = remainingFaults[index];
                remainingFaults.RemoveAt(index);
                return runEvent with { Details = fault.Number.ToString(CultureInfo.InvariantCulture) };
            }),
        ];
    }

    private static RunFault ToFault(TimedFault fault, int number) => new(number, fault.At, $"{fault.Fault}");

    /// <summary>Returns a file name without characters that shells or file systems treat specially. A long one ends
    /// with a hash.</summary>
    private static string GetFileName(string replay)
    {
        string name = string.Concat(
            replay.Select(character =>
                character switch
                {
                    ':' => '-',
                    _ when char.IsAsciiLetterOrDigit(character) || "-.@+".Contains(character, StringComparison.Ordinal) => character,
                    _ => '_',
                }
            )
        );
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(replay)));
        return name.Length <= MaxNameLength ? name : $"{name[..MaxNameLength]}.{hash[..HashLength]}";
    }
}

/// <summary>Writes the runs of a failed seed as a page.</summary>
/// <param name="output">Stream that receives the page.</param>
/// <param name="runs">The failing run, then the passing run that it is compared with, if there is one.</param>
/// <param name="title">Title of the page.</param>
/// <param name="cancellationToken">Cancels the writing.</param>
internal delegate Task TracePageWriter(Stream output, IReadOnlyList<RunTrace> runs, string title, CancellationToken cancellationToken);
