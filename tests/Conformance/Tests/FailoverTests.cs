using Conformance.Failover;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Conformance.Tests;

public class FailoverTests
{
    private static readonly FailoverSuite Suite = new();

    public static TheoryData<string> Names => [.. Cases().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Targets_are_placed_as_the_reference_and_the_safe_rules_place_them(string name)
    {
        ConformanceCase item = Cases().Single(candidate => candidate.Name == name);

        string? difference = await item.FirstDifference(CancellationToken.None);

        difference.ShouldBeNull();
    }

    [Fact]
    public void The_corpus_is_there() => Cases().Count().ShouldBe(179);

    // "Pacemaker Explained", colocation: with INFINITY the resource must run where the other does; a clone is wherever one of its copies runs.
    [Theory]
    [InlineData(Score.Infinity, "n1", true)]
    [InlineData(Score.Infinity, "n3", false)]
    [InlineData(-Score.Infinity, "n1", false)]
    [InlineData(-Score.Infinity, "n3", true)]
    public void A_colocation_with_a_clone_is_judged_by_where_its_copies_run(int value, string place, bool holds)
    {
        ScoreConfiguration configuration = new()
        {
            Nodes = [new ScoreNode("n1"), new ScoreNode("n2"), new ScoreNode("n3")],
            Resources = [new ScoreResource("A"), new ScoreResource("W") { CopyOf = new ScoreResource("w") }],
            Locations = [new ScoreLocation("A", place, 100), new ScoreLocation("W", "n3", -Score.Infinity)],
            Options = new ScoreOptions { Fences = false },
        };

        ScoreOutcome outcome = ScoreModel.Apply(ScoreState.Of(configuration), [.. configuration.Nodes.Select(node => new ScoreEvent(ScoreEventKind.NodeUp) { Node = node.Name })]);

        outcome.State.PlacesOf("w").ShouldBe(["n1", "n2"]);
        PlacementCounts.Holds(new ScoreColocation("A", "W", value), outcome).ShouldBe(holds);
    }

    private static IEnumerable<ConformanceCase> Cases() => Suite.Cases(Path.Combine(AppContext.BaseDirectory, "Cases", Suite.Name));
}
