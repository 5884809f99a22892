using System.Diagnostics.Metrics;
using Scalewright.Agents.BuiltIn;

namespace Exploration.Tests;

[Collection(Listening.Name)]
public sealed class OperatorProgramTests : IDisposable
{
    private const string Core = "Scalewright";

    /// <summary>Number of seeds; each is a simulated day.</summary>
    private static readonly int Seeds = Math.Max(1, Campaign.Count("SCALEWRIGHT_SEEDS", 100, 500) / 10);

    private static readonly string[] Nodes = [.. Enumerable.Range(1, 3).Select(number => $"web-{number}")];

    /// <summary>All faults except those that stop the program or damage its disk.</summary>
    private static readonly HashSet<string> Kinds = new(
        [
            "busy",
            "throttled",
            "lost-call",
            "lost-answer",
            "doubled",
            "slow-calls",
            "repeated-pages",
            "late-timers",
            "slow-disk",
            "bad-links",
            "node-crash",
            "node-restart",
            "agent-crash",
            "reset",
        ],
        StringComparer.Ordinal
    );

    private readonly MeterListener _meters = new();
    private readonly ActivityListener _traces = new()
    {
        ShouldListenTo = source => source.Name == Core,
        Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public OperatorProgramTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Core)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.Start();
        ActivitySource.AddActivityListener(_traces);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _traces.Dispose();
    }

    internal static FaultGenerator Faults { get; } = Lived(FaultGenerator.Swarm(Nodes));

    internal static ExplorationOptions Options { get; } =
        new()
        {
            Simulation = StandardEnvironment.Options with { Services = BuiltInServices.All, MaxSteps = 10_000_000 },
            FaultPhaseTimeout = TimeSpan.FromDays(3),
            HealedPhaseTimeout = TimeSpan.FromDays(1),
        };

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_operator_program_gets_correct_results_for_every_seed()
    {
        ExplorationReport report = await ExploreAsync(Seeds, Faults);

        report.Failures.ShouldBeEmpty(report.ToString());
        report.SeedCount.ShouldBe(Seeds);
    }

    [Fact]
    public async Task The_operator_program_gets_correct_results_without_faults()
    {
        ExplorationReport report = await ExploreAsync(1, FaultGenerator.None);

        report.Failures.ShouldBeEmpty(report.ToString());
    }

    private static FaultGenerator Lived(FaultGenerator all) =>
        all with
        {
            Kinds = [.. all.Kinds.Where(kind => Kinds.Contains(kind.Name))],
            KindProbability = 0.25,
            Window = TimeSpan.FromHours(1),
        };

    private static Task<ExplorationReport> ExploreAsync(int seeds, FaultGenerator faults) =>
        Scalewright.Simulation.ExploreAsync(
            seeds,
            place => new OperatorProgram(place),
            static (program, token) => program.RunAsync(token),
            faults,
            static (program, token) => program.CheckAsync(token),
            Options
        );
}
