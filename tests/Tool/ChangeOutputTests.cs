using Scalewright.Planning;
using Scalewright.Tool;

namespace Tool.Tests;

public sealed class ChangeOutputTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose(); // Remaining nodes are files in this folder; no process runs.

    [Fact]
    public void Errors_of_several_steps_with_the_same_reason_are_one_line()
    {
        Problem[] problems =
        [
            Failure("create node web-7", "the machine did not boot"),
            Failure("create node web-9", "no space left"),
            Failure("create node web-19", "the machine did not boot"),
        ];

        VerbReport
            .From(problems)
            .Errors(AnsiColors.None)
            .ShouldBe(
                "error: create node web-7, create node web-19: the machine did not boot; fix it [SW6004]\nerror: create node web-9: no space left; fix it [SW6004]\n"
            );

        static Problem Failure(string step, string found) => new(ProblemCode.StepOutcomeUnknown, found, "fix it") { Field = step };
    }

    [Fact]
    public void Progress_counts_the_nodes_and_estimates_the_remaining_time()
    {
        LeapingClock clock = new();
        using StringWriter terminal = new(CultureInfo.InvariantCulture);
        using ProgressLine line = new(terminal, clock);
        Topology topology = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(5_002).Build()).Build();
        Plan plan = Planner.Plan(Topology.Empty, topology);
        ChangeProgress progress = new(plan, line, clock);
        foreach (PlanStep step in plan.Steps.Where(step => step.Target == StepTarget.Node).Take(1_090))
        {
            progress.Report(new ClusterEvent(DateTimeOffset.UnixEpoch, 1, ClusterEventKind.StepSucceeded, step.Name, $"{step}"));
        }

        clock.Leap(TimeSpan.FromSeconds(12));
        progress.Report(new ClusterEvent(DateTimeOffset.UnixEpoch, 2, ClusterEventKind.NodeReachable, "web-1", "it responds"));

        terminal.ToString().ShouldEndWith("\r\e[Kcreating: 1,090 of 5,002 nodes, 21 %, 12 s, about 43 s left");
        progress.Stop(AnsiColors.None).ShouldBe("Stopped: 1,090 of 5,002 nodes created. The same command continues.\n");
        progress
            .Fail(AnsiColors.None)
            .ShouldBe("Incomplete: 1,090 of 5,002 nodes created in 12 s, 3,912 not. The same command tries the 3,912 again.\n");
    }

    [Fact]
    public void A_stopped_change_without_nodes_does_not_count_them()
    {
        using ProgressLine line = new(null, TimeProvider.System);
        ChangeProgress progress = new(Planner.Plan(Topology.Empty, Topology.Empty), line, TimeProvider.System);

        progress.Stop(AnsiColors.None).ShouldBe("Stopped: there were no nodes to change. The same command continues.\n");
    }

    [Theory]
    [InlineData("destroy state --yes", 3)]
    [InlineData("apply farm.yaml --state state --yes", 2)]
    public void A_removal_counts_its_nodes_and_estimates_the_remaining_time(string command, int nodes)
    {
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 3}]\n");
        ToolRun.Start(_folder.Root, ["apply", "farm.yaml", "--state", "state", .. Processes]).ExitCode.ShouldBe(0);
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 1}]\n");

        (ProgramResult result, string progress) = ToolRun.StartWithProgress(
            _folder.Root,
            new StepClock(),
            [.. command.Split(' '), .. Processes]
        );

        result.ExitCode.ShouldBe(0, result.Text);
        progress.ShouldMatch($@"\e\[Kremoving: 0 of {nodes} nodes, 0 %, \d+ s\r");
        progress.ShouldMatch($@"\e\[Kremoving: 1 of {nodes} nodes, {100 / nodes} %, \d+ s, about \d+ s left\r");
        progress.ShouldMatch($@"\e\[Kremoving: {nodes} of {nodes} nodes, 100 %, \d+ s\r");
    }

    [Fact]
    public void A_removed_orphan_counts()
    {
        LeapingClock clock = new();
        using StringWriter terminal = new(CultureInfo.InvariantCulture);
        using ProgressLine line = new(terminal, clock);
        Plan plan = new(
            "shop",
            [.. new[] { "web-1", "web-2" }.Select(name => new DestroyOrphan(new ResourceReference(StepTarget.Node, name, $"id-{name}")))]
        );
        ChangeProgress progress = new(plan, line, clock);

        progress.Report(new ClusterEvent(DateTimeOffset.UnixEpoch, 1, ClusterEventKind.OrphanRemoved, "web-2", "it was not desired"));

        terminal.ToString().ShouldEndWith("\e[Kremoving: 1 of 2 nodes, 50 %, 0 s");
        progress.Summarize().Removed.ShouldBe(1);
    }

    [Theory]
    [InlineData(0.34, "0.3 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(41, "41 s")]
    [InlineData(302, "5 min 2 s")]
    [InlineData(7_800, "2 h 10 min")]
    public void Durations_have_units_that_people_read(double seconds, string text) =>
        DurationText.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(59.7, "1 min")]
    [InlineData(60, "1 min")]
    [InlineData(65, "1 min 5 s")]
    [InlineData(3_600, "1 h")]
    [InlineData(3_661, "1 h 1 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void A_whole_duration_has_its_two_largest_units(double seconds, string text) =>
        DurationText.FormatWhole(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void The_document_of_apply_has_the_summary_the_provider_and_the_address_of_each_node()
    {
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 2}]\n");

        ProgramResult made = ToolRun.Start(_folder.Root, ["apply", "farm.yaml", "--state", "state", "--json", .. Processes]);

        JsonElement result = JsonDocument.Parse(made.Output).RootElement.GetProperty("result");
        JsonElement summary = result.GetProperty("summary");
        summary.GetProperty("created").GetInt32().ShouldBe(2);
        summary.GetProperty("removed").GetInt32().ShouldBe(0);
        summary.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        result.GetProperty("state").GetString().ShouldBe("state");
        result.GetProperty("provider").GetString().ShouldBe("processes");
        result
            .GetProperty("nodes")
            .EnumerateArray()
            .Select(node => node.GetProperty("address").GetString())
            .ShouldAllBe(address => address!.StartsWith("127.77."));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("--no-color", "", false)]
    [InlineData("", "1", false)]
    public void Colours_are_shown_on_a_terminal_unless_they_are_switched_off(string option, string noColor, bool isColored)
    {
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 2}]\n");

        ProgramResult terminal = ToolRun.AtTerminal(
            _folder.Root,
            new Dictionary<string, string> { ["NO_COLOR"] = noColor },
            "",
            ["apply", "farm.yaml", "--state", "state", .. Processes, option]
        );
        ProgramResult plain = ToolRun.Start(_folder.Root, ["destroy", "state", "--dry-run", .. Processes]);

        terminal.ExitCode.ShouldBe(0, terminal.Text);
        terminal.Text.Contains("\e[32m+ group farm\e[0m", StringComparison.Ordinal).ShouldBe(isColored, terminal.Text);
        terminal.Text.Contains("\e[32mApplied:\e[0m 2 nodes created in ", StringComparison.Ordinal).ShouldBe(isColored, terminal.Text);
        plain.Output.ShouldNotContain("\e");
    }

    /// <summary>Time of day of the system; between two readings of its timestamp, a second passes.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimeSpan.TicksPerSecond);
    }
}
