namespace Sdk.Tests.Planning;

public class PlanStepJsonTests
{
    [Fact]
    public void A_step_is_read_back_equal() => Prop.ForAll(SampleTopologies.Any, SampleTopologies.Any, (observed, desired) =>
    {
        foreach (PlanStep step in Planner.Plan(observed, desired).Steps)
        {
            PlanStepJson.Parse(Line(step)).ShouldBe(step with { DependsOn = [] });
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_step_takes_one_line() =>
        Line(new CreateNode("web", new NodeSpec("a", 1) { StartupCommands = ["echo 'a\nb'"] })).Span.Contains((byte)'\n').ShouldBeFalse();

    [Theory]
    [InlineData("""{"action":"explode","target":"node"}""")]
    [InlineData("""{"action":"create","target":"node","group":7}""")]
    [InlineData("""[]""")]
    public void What_is_no_step_is_told(string json) =>
        Should.Throw<ExpansionException>(() => PlanStepJson.Parse(System.Text.Encoding.UTF8.GetBytes(json))).Problems.ShouldNotBeEmpty();

    [Fact]
    public void Equal_content_has_the_same_digest()
    {
        NodeSpec node = new("a", 1) { Labels = ValueMap.Empty<string>().With("x", "y") };

        SpecDigest.Compute(new CreateNode("web", node)).ShouldBe(SpecDigest.Compute(new ChangeNode("web", new NodeSpec("a", 1), node with { })));
        SpecDigest.Compute(new CreateNode("web", node)).ShouldNotBe(SpecDigest.Compute(new CreateNode("web", node with { Number = 2 })));
    }

    private static ReadOnlyMemory<byte> Line(PlanStep step)
    {
        ArrayBufferWriter<byte> buffer = new();
        PlanStepJson.Write(step, buffer);
        return buffer.WrittenMemory;
    }
}
