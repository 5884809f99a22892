using static Templating.Tests.Rendering;

namespace Templating.Tests;

public class LimitTests
{
    private static readonly string[] NestedLoops = ["{{#each ../containers}}", "{{#each ../../containers}}", "{{#each ../../../containers}}"];

    [Theory]
    [InlineData("{{name}}")]
    [InlineData("")]
    public void Nested_loops_are_stopped_at_the_time_limit(string body)
    {
        string template = "{{#each containers}}" + string.Concat(NestedLoops) + body + string.Concat(Enumerable.Repeat("{{/each}}", 4));
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse(template, limits: new TemplateLimits { MaxOutputBytes = int.MaxValue }, clock: new RacingClock());

        Should.Throw<TemplateException>(() => Render(script, Farm(5000))).Message.ShouldContain("longer than 1 s");
    }

    [Fact]
    public void Nested_loops_over_variables_are_stopped_at_the_time_limit()
    {
        string template = string.Concat(Enumerable.Range(0, 10).Select(level => $"{{{{#each {string.Concat(Enumerable.Repeat("../", level))}variables}}}}"))
            + string.Concat(Enumerable.Repeat("{{/each}}", 10));
        (string, string)[] variables = [.. Enumerable.Range(0, 100).Select(number => ($"name{number}", "x"))];
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse(template, clock: new RacingClock());

        Should.Throw<TemplateException>(() => Render(script, topology: null, variables)).Message.ShouldContain("longer than 1 s");
    }

    [Fact]
    public void The_limits_apply_with_the_system_clock() =>
        Should.Throw<TemplateException>(() => Render("{{#each containers}}" + string.Concat(NestedLoops) + string.Concat(Enumerable.Repeat("{{/each}}", 4)), Farm(5000)))
            .Problems.Single().Code.Id.ShouldBe("SW2007");

    [Fact]
    public void A_script_is_stopped_at_the_size_limit()
    {
        string line = new('x', 1000);
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse($"{{{{#each containers}}}}{line}{{{{/each}}}}", clock: new StoppedClock());

        Should.Throw<TemplateException>(() => Render(script, Farm(20_000)))
            .Message.ShouldContain("larger than 10000000 bytes");
    }

    [Fact]
    public void The_output_size_is_counted_in_bytes()
    {
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse("äöü", limits: new TemplateLimits { MaxOutputBytes = 6 });
        HandlebarsScriptTemplate larger = HandlebarsScriptTemplate.Parse("äöüx", limits: new TemplateLimits { MaxOutputBytes = 6 });

        Render(script).ShouldBe("äöü");
        Should.Throw<TemplateException>(() => Render(larger));
    }

    [Fact]
    public void The_width_of_pad_is_limited() =>
        Should.Throw<TemplateException>(() => Render("{{pad node.number 2000000000}}"));

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    /// <summary>Clock that advances by a millisecond each time it is read.</summary>
    private sealed class RacingClock : TimeProvider
    {
        private long _readCount;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _readCount++;
    }
}
