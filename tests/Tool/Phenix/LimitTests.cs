using static Templating.Tests.Rendering;

namespace Templating.Tests;

public class LimitTests
{
    private static readonly string[] Levels = ["{{#each ../containers}}", "{{#each ../../containers}}", "{{#each ../../../containers}}"];

    [Theory]
    [InlineData("{{name}}")]
    [InlineData("")]
    public void Loops_in_loops_end_at_the_limit_of_time(string body)
    {
        string template = "{{#each containers}}" + string.Concat(Levels) + body + string.Concat(Enumerable.Repeat("{{/each}}", 4));
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse(template, limits: new TemplateLimits { MaxOutputBytes = int.MaxValue }, clock: new RacingClock());

        Should.Throw<TemplateException>(() => Render(script, Farm(5000))).Message.ShouldContain("longer than 1 s");
    }

    [Fact]
    public void Loops_over_texts_by_name_end_at_the_limit_of_time()
    {
        string template = string.Concat(Enumerable.Range(0, 10).Select(level => $"{{{{#each {string.Concat(Enumerable.Repeat("../", level))}variables}}}}"))
            + string.Concat(Enumerable.Repeat("{{/each}}", 10));
        (string, string)[] variables = [.. Enumerable.Range(0, 100).Select(number => ($"name{number}", "x"))];
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse(template, clock: new RacingClock());

        Should.Throw<TemplateException>(() => Render(script, topology: null, variables)).Message.ShouldContain("longer than 1 s");
    }

    [Fact]
    public void The_limits_hold_on_the_real_clock() =>
        Should.Throw<TemplateException>(() => Render("{{#each containers}}" + string.Concat(Levels) + string.Concat(Enumerable.Repeat("{{/each}}", 4)), Farm(5000)))
            .Problems.Single().Code.Id.ShouldBe("SW2007");

    [Fact]
    public void A_script_ends_at_the_limit_of_size()
    {
        string line = new('x', 1000);
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse($"{{{{#each containers}}}}{line}{{{{/each}}}}", clock: new StoppedClock());

        Should.Throw<TemplateException>(() => Render(script, Farm(20_000)))
            .Message.ShouldContain("larger than 10000000 bytes");
    }

    [Fact]
    public void The_size_is_counted_in_bytes()
    {
        HandlebarsScriptTemplate script = HandlebarsScriptTemplate.Parse("äöü", limits: new TemplateLimits { MaxOutputBytes = 6 });
        HandlebarsScriptTemplate larger = HandlebarsScriptTemplate.Parse("äöüx", limits: new TemplateLimits { MaxOutputBytes = 6 });

        Render(script).ShouldBe("äöü");
        Should.Throw<TemplateException>(() => Render(larger));
    }

    [Fact]
    public void A_width_is_limited() =>
        Should.Throw<TemplateException>(() => Render("{{pad node.number 2000000000}}"));

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    /// <summary>Each reading advances the clock by a millisecond.</summary>
    private sealed class RacingClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _looks++;
    }
}
