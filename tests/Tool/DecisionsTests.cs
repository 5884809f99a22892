using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Journals;
using Scalewright.Providers.Simulation;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Tool.Tests;

/// <summary><c>scalewright decisions</c> on the state that a simulated engine left.</summary>
public sealed class DecisionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_table_has_the_last_decisions_of_all_domains_or_of_one()
    {
        await RecordAsync();

        Start("decisions", "state")
            .Output.ShouldBe(
                """
                time (UTC)           domain  from  to  outcome    reason
                2000-01-01 00:00:00  web     0     2   applied    threshold
                2000-01-01 00:01:00  web     2     2   no change  the scale-out cooldown has not elapsed
                2000-01-01 00:02:00  web     2     2   no change  the scale-out cooldown has not elapsed
                """.ReplaceLineEndings("\n")
            );
        Start("decisions", "state", "--domain", "web", "--last", "1").Output.Split('\n').Length.ShouldBe(2);
        ProgramResult other = Start("decisions", "state", "--domain", "wep");
        (other.ExitCode, other.Errors).ShouldBe(
            (1, "error: state --domain: no decision of a domain 'wep' is stored; did you mean 'web'? use web [SW1107]")
        );
    }

    [Fact]
    public async Task A_time_shows_the_tree_of_the_decision_in_force()
    {
        await RecordAsync();

        ProgramResult tree = Start("decisions", "state", "--at", "2000-01-01T01:01:30+01:00");
        tree.ExitCode.ShouldBe(0);
        tree.Output.ShouldStartWith(
            "2000-01-01 00:01:00Z web: 2 -> 2, no change; the scale-out cooldown has not elapsed\ncycle 2 of ThresholdSizing\n"
        );
        tree.Output.ShouldEndWith("  the scale-out cooldown has not elapsed = 2\n    would have been = 4");
        tree.Output.ShouldContain("\nmetrics:\n  load = 117\n");
        ProgramResult early = Start("decisions", "state", "--at", "1999-12-31 23:00");
        (early.ExitCode, early.Errors).ShouldBe(
            (
                1,
                "error: state --at: no decision at or before 1999-12-31 23:00:00Z is stored; the oldest is of 2000-01-01 00:00:00Z [SW1107]"
            )
        );
    }

    [Theory]
    [InlineData("--at 14:30", 0, "")]
    [InlineData("--at 14:32:01", 2, "--at: 14:32:01 is later than now, 14:32 UTC; add the date, as in 2026-11-29T14:32\n")]
    [InlineData("--at noon", 2, "--at: 'noon' is not a time; use 14:32 for today in UTC, or a date and a time, as in 2026-11-29T14:32\n")]
    [InlineData("--at 14:30 --last 3", 2, "--last: with --at, one decision of each domain is shown; omit one of both\n")]
    [InlineData("--last 0", 2, "--last: 0 is below 1; use 1 or more\n")]
    public async Task A_time_of_day_is_of_today_in_utc(string options, int exitCode, string errors)
    {
        await RecordAsync();
        ProgramResult result = ToolRun.Start(
            _folder.Root,
            new Noon(),
            new Dictionary<string, string>(),
            ["decisions", "state", .. options.Split(' ')]
        );

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldStartWith(errors);
    }

    [Fact]
    public async Task Json_has_the_inputs_and_the_tree_and_damage_is_a_warning()
    {
        await RecordAsync();
        File.AppendAllText(_folder.At("state/decisions/0000000001.jsonl"), "{\"time\":");

        ProgramResult result = Start("decisions", "state", "--at", "2000-01-02T00:00", "--json");
        JsonNode document = JsonNode.Parse(result.Output)!;

        result.ExitCode.ShouldBe(0);
        document["problems"]![0]!["text"]!
            .GetValue<string>()
            .ShouldBe(
                "warning: state/decisions/0000000001.jsonl:4:1: the last line is incomplete; ignore it: all other decisions were read [SW8008]"
            );
        JsonNode decision = document["result"]!["decisions"]![0]!;
        decision["explanation"]!["parts"]![0]!["name"]!.GetValue<string>().ShouldBe("size before");
        decision["metrics"]![0]!["value"]!.GetValue<double>().ShouldBe(117);
        decision["observed"]!["clouds"]![0]!["maxNodes"]!.GetValue<int>().ShouldBe(20);
    }

    [Fact]
    public void A_state_without_decisions_is_no_failure_and_a_folder_without_a_state_is()
    {
        Directory.CreateDirectory(_folder.At("empty"));
        Directory.CreateDirectory(_folder.At("kept/decisions"));

        Start("decisions", "kept").Output.ShouldBe("no decisions");
        Start("decisions", "kept", "--at", "2000-01-01T00:00")
            .Errors.ShouldBe(
                "error: kept --at: no decision at or before 2000-01-01 00:00:00Z is stored; no engine has stored a decision in this folder [SW1107]"
            );
        Start("decisions", "empty").Errors.ShouldStartWith("error: empty: the folder has no state and no decisions; ");
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);

    private async Task RecordAsync()
    {
        await using SimulationProvider provider = new() { Seed = 7 };
        DecisionEngine engine = DecisionEngine
            .Create("web")
            .AddCloud("hotel", maxNodes: 20)
            .AddMetric("load", (_, _) => Task.FromResult(117.0))
            .UseSizing(
                new ThresholdSizing
                {
                    Metric = "load",
                    UpperThreshold = 80,
                    LowerThreshold = 30,
                    ScaleOutStep = 2,
                    ScaleOutCooldown = TimeSpan.FromMinutes(5),
                }
            )
            .WithCycleInterval(TimeSpan.FromMinutes(1))
            .WithDuration(TimeSpan.FromMinutes(3))
            .Build();
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Topology.Create("demo").Build())
                .UseProvider(provider)
                .WithState("/state")
                .ProvisionAsync(token);
            await foreach (EngineCycle cycle in engine.RunAsync(cluster, token))
            {
                cycle.Outcome.ShouldBeOneOf(EngineOutcome.Applied, EngineOutcome.Unchanged);
            }
        });
        Directory.CreateDirectory(_folder.At("state/decisions"));
        using IFile file = provider.FileSystem.Open("/state/decisions/0000000001.jsonl", FileOpenMode.Read);
        byte[] bytes = new byte[file.Length];
        file.ReadFully(0, bytes);
        File.WriteAllBytes(_folder.At("state/decisions/0000000001.jsonl"), bytes);
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 30, 14, 32, 0, TimeSpan.Zero);
    }
}
