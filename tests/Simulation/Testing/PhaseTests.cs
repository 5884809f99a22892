namespace Testing.Tests;

public class PhaseTests
{
    private static readonly Lazy<Dictionary<string, Result>> Phases = new(() => HostRun.Of(nameof(Phases)));

    [Theory]
    [InlineData("Under_faults", "under faults, at 00:01:00 of virtual time")]
    [InlineData("In_the_check", "check, at 00:02:00 of virtual time")]
    [InlineData("At_the_end", "clean-up, at 00:00:00 of virtual time")]
    public void The_failure_message_names_the_phase_and_the_virtual_time(string test, string phase) =>
        Phases.Value[test].Message.ShouldContain($"\nPhase: {phase}\n");

    [Fact]
    public void A_program_that_fails_with_and_without_faults_is_reported_in_the_healed_run()
    {
        Result result = Phases.Value["Healed"];

        result.Message.ShouldContain("\nPhase: healed run, at 00:00:00");
        result.Message.ShouldMatch(
            "\n  00:00:00[0-9.]* the program stopped: ClusterException: .* there is no cluster in this folder; .*\n  00:00:00[0-9.]* all faults are reverted\n  00:00:00[0-9.]* the program starts again, without faults\n"
        );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_stack_trace_shows_frames_of_the_test_before_those_of_the_library()
    {
        Result result = Phases.Value["Healed"];
        string[] frames = result.Stack.Split('\n');

        frames[0].Trim().ShouldStartWith("at Testing.Host.Cases.Phases.Healed(");
        result.Stack.ShouldContain("\n--- whole stack ---\n   at Scalewright.");
        result.Message.ShouldMatch("\nAt: Testing\\.Host\\.Cases\\.Phases\\.Healed\\(.*\\) in Phases\\.cs:line [0-9]+\n");
    }

    [Fact]
    public void The_stack_trace_of_a_failed_assertion_has_each_frame_of_the_test_once()
    {
        string[] frames = [.. Phases.Value["In_the_check"].Stack.Split('\n').Select(line => line.Trim())];

        frames.ShouldAllBe(frame => frame.StartsWith("at Testing.Host.Cases.Phases.", StringComparison.Ordinal));
        frames.ShouldBeUnique();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_timeline_shows_calls_around_faults_phases_and_the_failure_and_omits_the_others()
    {
        string message = DocumentTests.Example.Value.Message;
        string[] lines = message[
            message.IndexOf("\nTimeline", StringComparison.Ordinal)..message.IndexOf("\nLast events", StringComparison.Ordinal)
        ]
            .Trim()
            .Split('\n');

        lines[0].ShouldBe("Timeline of calls and faults:");
        lines[1].ShouldBe("  00:00:00 the program starts, under faults");
        lines.ShouldContain(line =>
            line.StartsWith("  ... ", StringComparison.Ordinal) && line.EndsWith(" calls omitted", StringComparison.Ordinal)
        );
        int fault = Array.FindIndex(lines, line => line.EndsWith(" fault  loss of node web-3", StringComparison.Ordinal));
        lines[fault - 1].ShouldEndWith(" call   list resources");
        lines[^1].ShouldEndWith(" check failed: TrueException: web-3 does not answer");
        lines[2..]
            .Where(line => !line.StartsWith("  ...", StringComparison.Ordinal))
            .Select(line => TimeSpan.Parse(line.Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBeInOrder();
    }
}
