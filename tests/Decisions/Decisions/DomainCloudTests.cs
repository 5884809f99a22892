namespace Sdk.Tests.Decisions;

/// <summary>Clouds of a domain. Source: shared/golden/decisions, README, sections 1 and 2.</summary>
public class DomainCloudTests
{
    private static readonly Topology Two = Topology.Create("demo").Build()
        .WithDomain(new Domain("pool") { Clouds = [new DomainCloud("hotel", 4) { PricePerHour = 0.1 }, new DomainCloud("sierra", 2)] });

    [Fact]
    public void Known_clouds_change_new_ones_are_added_and_none_is_removed()
    {
        Topology changed = Two.WithClouds("pool", [new CloudLimit("foxtrot", -1, 1), new CloudLimit("hotel", 6, 3)]);

        changed.FindDomain("pool")!.Clouds.ShouldBe([new DomainCloud("foxtrot"), new DomainCloud("sierra", 2), new DomainCloud("hotel", 6) { PricePerHour = 0.1 }]);
    }

    [Fact]
    public void Ranks_with_a_gap_or_twice_are_refused_with_all_that_is_wrong()
    {
        DecisionException refused = Should.Throw<DecisionException>(() => Two.WithClouds("pool", [new CloudLimit("foxtrot", -5, 2), new CloudLimit("echo", 1, 9)]));

        refused.Problems.Select(problem => problem.Field).ShouldBe(["clouds.foxtrot", "clouds.echo", "clouds.foxtrot"]);
        refused.Problems.Select(problem => problem.Code).ShouldBe([ProblemCode.ConflictingFields, ProblemCode.OutOfRange, ProblemCode.OutOfRange]);
    }

    [Fact]
    public void What_is_remembered_of_a_cloud_follows_its_name()
    {
        OverflowPlacement policy = new();
        long[] state = [1, 2, 3, 4, 10, 11, 12, 13, 20, 21, 22, 23];

        long[] carried = PlacementState.Migrate(policy, state, ["hotel", "sierra"], ["sierra", "foxtrot", "hotel"]);

        carried.ShouldBe([1, 2, 3, 4, 20, 21, 22, 23, 0, 0, 0, 0, 10, 11, 12, 13]);
    }

    [Fact]
    public void Each_new_node_gets_a_value_that_no_other_node_has()
    {
        LaunchConfiguration launch = new("launch") { UniqueKey = "address", UniqueValues = ["10.0.0.1", "10.0.0.2", "10.0.0.3"] };
        Topology three = Two.WithLaunchConfiguration(launch).WithDomain(new Domain("web") { LaunchConfigurationName = "launch" }).WithCapacity("web", 3);

        Topology renewed = three.WithoutNodes("web", new HashSet<string> { "web-2" }).WithCapacity("web", 4);

        Addresses(three).ShouldBe(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
        Addresses(renewed).ShouldBe(["10.0.0.1", "10.0.0.3", "10.0.0.2", null], "of four nodes one gets none");
    }

    [Fact]
    public void The_name_of_a_unique_value_is_none_of_the_facts_that_all_nodes_have()
    {
        LaunchConfiguration launch = new("launch") { UniqueKey = "user_data", UniqueValues = ["a"] };

        Should.Throw<DecisionException>(() => Two.WithLaunchConfiguration(launch)).Problems.Single().Field.ShouldBe("unique_key");
    }

    [Theory]
    [InlineData(3, 3, 0, DomainStability.Stable)]
    [InlineData(3, 2, 1, DomainStability.Pending)]
    [InlineData(2, 3, 0, DomainStability.Pending)]
    [InlineData(3, 3, 1, DomainStability.Pending)]
    public void A_domain_has_settled_when_as_many_serve_as_are_wanted(int wanted, int ready, int inFlight, DomainStability expected) =>
        new EngineCycle { Number = 1, Decision = Decision.Hold(DateTimeOffset.UnixEpoch, wanted), ReadyCount = ready, InFlightCount = inFlight }.Stability.ShouldBe(expected);

    private static IEnumerable<string?> Addresses(Topology topology) =>
        topology.GetDomainNodes("web").Select(node => node.Annotations.TryGetValue("address", out string? value) ? value : null);
}
