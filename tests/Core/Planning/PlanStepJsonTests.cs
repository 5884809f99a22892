namespace Sdk.Tests.Planning;

public class PlanStepJsonTests
{
    [Fact]
    public void A_step_is_equal_after_a_JSON_round_trip() =>
        Prop.ForAll(SampleTopologies.Any, SampleTopologies.Any, (observed, desired) =>
            {
                foreach (PlanStep step in Planner.Plan(observed, desired).Steps)
                {
                    PlanStepJson.Parse(Line(step)).ShouldBe(step with { DependsOn = [] });
                }
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_step_is_written_on_one_line() =>
        Line(new CreateNode("web", new NodeSpec("a", 1) { StartupCommands = ["echo 'a\nb'"] })).Span.Contains((byte)'\n').ShouldBeFalse();

    [Theory]
    [InlineData("""{"action":"explode","target":"node"}""")]
    [InlineData("""{"action":"create","target":"node","group":7}""")]
    [InlineData("""[]""")]
    public void An_invalid_step_is_rejected_with_problems(string json) =>
        Should.Throw<ExpansionException>(() => PlanStepJson.Parse(System.Text.Encoding.UTF8.GetBytes(json))).Problems.ShouldNotBeEmpty();

    [Fact]
    public void Equal_content_has_the_same_digest()
    {
        NodeSpec node = new("a", 1) { Labels = ValueMap.Empty<string>().With("x", "y") };

        SpecDigest
            .Compute(new CreateNode("web", node))
            .ShouldBe(SpecDigest.Compute(new ChangeNode("web", new NodeSpec("a", 1), node with { })));
        SpecDigest.Compute(new CreateNode("web", node)).ShouldNotBe(SpecDigest.Compute(new CreateNode("web", node with { Number = 2 })));
    }

    private static ReadOnlyMemory<byte> Line(PlanStep step)
    {
        ArrayBufferWriter<byte> buffer = new();
        PlanStepJson.Write(step, buffer);
        return buffer.WrittenMemory;
    }
}
