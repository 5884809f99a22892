using Conformance.Failover;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Conformance.Tests;

public class FailoverTests
{
    private static readonly FailoverSuite Suite = new();

    public static TheoryData<string> Names => [.. Cases().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_placement_matches_the_reference_and_the_safe_rules(string name)
    {
        ConformanceCase item = Cases().Single(candidate => candidate.Name == name);

        string? difference = await item.FirstDifference(CancellationToken.None);

        difference.ShouldBeNull();
    }

    [Fact]
    public void The_corpus_has_the_expected_number_of_cases() => Cases().Count().ShouldBe(179);

    // "Pacemaker Explained", colocation: with INFINITY, the resource must run on a node of the other resource. A clone
    // is on every node with one of its instances.
    [Theory]
    [InlineData(Score.Infinity, "n1", true)]
    [InlineData(Score.Infinity, "n3", false)]
    [InlineData(-Score.Infinity, "n1", false)]
    [InlineData(-Score.Infinity, "n3", true)]
    public void A_colocation_with_a_clone_is_evaluated_by_the_nodes_of_its_instances(int value, string place, bool holds)
    {
        PacemakerConfiguration configuration = new()
        {
            Nodes = [new PacemakerNode("n1"), new PacemakerNode("n2"), new PacemakerNode("n3")],
            Resources = [new PacemakerResource("A"), new PacemakerResource("W") { CloneOf = new PacemakerResource("w") }],
            Locations = [new LocationConstraint("A", place, 100), new LocationConstraint("W", "n3", -Score.Infinity)],
            Options = new PacemakerOptions { IsStonithEnabled = false },
        };

        PacemakerResult outcome = PacemakerModel.Apply(
            PacemakerState.Create(configuration),
            [.. configuration.Nodes.Select(node => new PacemakerEvent(PacemakerEventKind.NodeUp) { Node = node.Name })]
        );

        outcome.State.GetActiveNodes("w").ShouldBe(["n1", "n2"]);
        PlacementCounts.Holds(new ColocationConstraint("A", "W", value), outcome).ShouldBe(holds);
    }

    private static IEnumerable<ConformanceCase> Cases() => Suite.Cases(Path.Combine(AppContext.BaseDirectory, "Cases", Suite.Name));
}
