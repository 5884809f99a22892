using System.Text.RegularExpressions;
using Scalewright.Recording;

namespace Exploration.Tests;

/// <summary>Records what seeds do, each aspect as a hash, for <c>.ci/record-behavior</c>.</summary>
[Collection(Listening.Name)]
public partial class BehaviorRecordTests
{
    private const int RepeatedCount = 2;

    private static readonly ExplorationOptions Standard = new()
    {
        Simulation = StandardEnvironment.Options with { IsRecordingEnabled = true },
    };

    private static readonly ExplorationOptions Operator = OperatorProgramTests.Options with
    {
        Simulation = OperatorProgramTests.Options.Simulation with { IsRecordingEnabled = true },
    };

    [Fact]
    public Task The_record_of_a_seed_of_the_standard_program_is_the_same_each_time() =>
        RecordAsync("standard", BehaviorRecord.Count(RepeatedCount, 500), seed => RunStandardAsync(seed, StandardEnvironment.Faults));

    [Fact]
    public Task The_record_of_a_seed_without_faults_is_the_same_each_time() =>
        RecordAsync("without-faults", BehaviorRecord.Count(RepeatedCount, 500), seed => RunStandardAsync(seed, FaultGenerator.None));

    [Fact]
    public Task The_record_of_a_seed_of_the_operator_program_is_the_same_each_time() =>
        RecordAsync("operator", BehaviorRecord.Count(RepeatedCount, 50), RunOperatorAsync);

    private static async Task RecordAsync(string program, int seeds, Func<int, Task<Dictionary<string, string>>> record)
    {
        var records = new Dictionary<string, string>[seeds];
        await Parallel.ForAsync(0, seeds, async (index, _) => records[index] = await record(index + 1));

        foreach (string aspect in records[0].Keys)
        {
            BehaviorRecord.Write(
                $"traces/{program}.{aspect}.txt",
                records.Select((found, index) => FormattableString.Invariant($"seed {index + 1:000} {found[aspect]}"))
            );
        }

        foreach (int index in Enumerable.Range(0, RepeatedCount))
        {
            (await record(index + 1)).ShouldBe(records[index], $"seed {index + 1}");
        }
    }

    private static async Task<Dictionary<string, string>> RunStandardAsync(int seed, FaultGenerator faults)
    {
        // A second replay, which explains a failure, is not recorded.
        RunLedger? ledger = null;
        SeedRun run = await Scalewright.Simulation.ReplayAsync(
            $"{seed}",
            place =>
            {
                RunLedger? first = ledger is null ? new RunLedger() : null;
                ledger ??= first;
                return new StandardProgram(place, first);
            },
            static (program, token) => program.RunAsync(token),
            faults,
            static (program, token) => program.CheckAsync(token),
            Standard
        );

        Dictionary<string, string> record = Describe(run);
        record["calls"] = BehaviorRecord.Hash(ledger!.Calls);
        record["calls-sorted"] = BehaviorRecord.Hash(ledger.Calls.Order(StringComparer.Ordinal));
        record["cluster-events"] = BehaviorRecord.Hash(ledger.Events);
        record["journal"] = BehaviorRecord.Hash(ledger.Journal);
        record["topology"] = BehaviorRecord.Hash(ledger.Topologies);
        return record;
    }

    private static async Task<Dictionary<string, string>> RunOperatorAsync(int seed) =>
        Describe(
            await Scalewright.Simulation.ReplayAsync(
                $"{seed}",
                static place => new OperatorProgram(place),
                static (program, token) => program.RunAsync(token),
                OperatorProgramTests.Faults,
                static (program, token) => program.CheckAsync(token),
                Operator
            )
        );

    private static Dictionary<string, string> Describe(SeedRun run)
    {
        RunTrace trace = run.Recording;
        IEnumerable<RunEvent> effects = trace.Events.Where(found =>
            found.Kind is RunEventKind.Effect or RunEventKind.Fault or RunEventKind.NodeState
        );
        return new Dictionary<string, string>
        {
            ["trace"] = FormattableString.Invariant(
                $"{run.TraceHash} steps {run.StepCount} kills {run.KillCount} {run.Failure?.GetType().Name ?? "passed"}"
            ),
            ["events"] = BehaviorRecord.Hash(trace.Events.Select(found => Holder().Replace($"{found}", "HOLDER"))),
            ["effects"] = BehaviorRecord.Hash(
                effects.Select(found => $"{found.Kind} {trace.Subjects[found.Subject]} {found.Message} {found.Result}")
            ),
        };
    }

    /// <summary>A message about a lock has the user, the machine and the process of its holder.</summary>
    [GeneratedRegex(@"\S+@\S+ pid \d+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Holder();
}
