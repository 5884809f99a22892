using static Templating.Tests.Rendering;

namespace Templating.Tests;

public class LimitTests
{
    private const string NestedLoops = "{{ for a in containers; for b in containers; for c in containers; for d in containers }}";
    private const string Ends = "{{ end; end; end; end }}";

    [Theory]
    [InlineData("{{ d.name }}")]
    [InlineData("")]
    public void Nested_loops_are_stopped_at_the_time_limit(string body)
    {
        ScribanScriptTemplate script = ScribanScriptTemplate.Parse(
            NestedLoops + body + Ends,
            limits: new TemplateLimits { MaxOutputBytes = int.MaxValue },
            clock: new RacingClock()
        );

        Should.Throw<TemplateException>(() => Render(script, Farm(5000))).Message.ShouldContain("longer than 1 s");
    }

    [Fact]
    public void Nested_loops_over_variables_are_stopped_at_the_time_limit()
    {
        string template =
            string.Concat(Enumerable.Range(0, 10).Select(level => $"{{{{ for v{level} in variables }}}}"))
            + string.Concat(Enumerable.Repeat("{{ end }}", 10));
        (string, string)[] variables = [.. Enumerable.Range(0, 100).Select(number => ($"name{number}", "x"))];
        ScribanScriptTemplate script = ScribanScriptTemplate.Parse(template, clock: new RacingClock());

        Should.Throw<TemplateException>(() => Render(script, topology: null, variables)).Message.ShouldContain("longer than 1 s");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(NestedLoops + Ends)]
    [InlineData("{{ while true; end }}")]
    [InlineData("{{ for i in 1..1000000; for j in 1..1000000; x = i * j; end; end }}")]
    [InlineData("{{ for i in 1..100000; array.size (1..1000000); end }}")]
    [InlineData("{{ func f(n); f (n + 1); end; f 1 }}")]
    public void The_limits_apply_with_the_system_clock(string template)
    {
        Stopwatch watch = Stopwatch.StartNew();

        Should.Throw<TemplateException>(() => Render(template, Farm(5000))).Problems.Single().Code.Id.ShouldBe("SW2007");

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    // Each of these would need gigabytes or minutes.
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("{{ for i in 1..1000000000; end }}", "LoopLimit")]
    [InlineData("{{ array.sort (1..1000000000) }}", "LoopLimit")]
    [InlineData("{{ n = 0; while true; n = n + 1; end }}", "iteration limit")]
    [InlineData("{{ 'x' * 1000000000 }}", "LimitToString")]
    [InlineData("{{ x = 'x' * 100000; x | string.replace 'x' x | string.size }}", "more than 80000000 characters")]
    [InlineData("{{ x = 'x' * 100000; [x] | array.first; y = 1..10000; array.join y x }}", "more than 80000000 characters")]
    [InlineData("{{ x = 'x' * 1000; while true; x = x + x; end }}", "more than 80000000 characters")]
    [InlineData("{{ x = containers * 1000000000 }}", "the operand is a list")]
    [InlineData("{{ x = [1] * 1000000000 }}", "the operand is a list")]
    [InlineData("{{ x = (1..9) + (1..9) }}", "the operand is a list")]
    [InlineData("{{ x = 10; while true; x = x * x; end }}", "the number has more than 64 bits")]
    [InlineData("{{ string.pad_left 'x' 900000000 }}", "use 0 to 100")]
    [InlineData("{{ x = [1]; for i in 1..40; x = [x, x]; end; x }}", "deeply nested")]
    public void A_script_is_stopped_before_it_uses_much_memory(string template, string message)
    {
        ScribanScriptTemplate script = ScribanScriptTemplate.Parse(template, clock: new StoppedClock());
        long before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<TemplateException>(() => Render(script)).Message.ShouldContain(message);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000_000);
    }

    [Fact]
    public void A_script_is_stopped_at_the_size_limit()
    {
        string line = new('x', 1000);
        ScribanScriptTemplate script = ScribanScriptTemplate.Parse(
            $"{{{{ for c in containers }}}}{line}{{{{ end }}}}",
            clock: new StoppedClock()
        );

        Should.Throw<TemplateException>(() => Render(script, Farm(20_000))).Message.ShouldContain("larger than 10000000 bytes");
    }

    [Fact]
    public void The_output_size_is_counted_in_bytes()
    {
        ScribanScriptTemplate script = ScribanScriptTemplate.Parse("äöü", limits: new TemplateLimits { MaxOutputBytes = 6 });
        ScribanScriptTemplate larger = ScribanScriptTemplate.Parse("äöüx", limits: new TemplateLimits { MaxOutputBytes = 6 });

        Render(script).ShouldBe("äöü");
        Should.Throw<TemplateException>(() => Render(larger));
    }

    [Fact]
    public void The_width_of_pad_is_limited() => Should.Throw<TemplateException>(() => Render("{{ pad node.number 2000000000 }}"));

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
