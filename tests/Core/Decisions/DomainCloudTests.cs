namespace Sdk.Tests.Decisions;

/// <summary>Clouds of a domain. Source: shared/golden/decisions, README, sections 1 and 2.</summary>
public class DomainCloudTests
{
    private static readonly Topology Two = Topology
        .Create("demo")
        .Build()
        .WithDomain(new Domain("pool") { Clouds = [new DomainCloud("hotel", 4) { PricePerHour = 0.1 }, new DomainCloud("sierra", 2)] });

    [Fact]
    public void Setting_cloud_limits_updates_known_clouds_adds_new_ones_and_removes_none()
    {
        Topology changed = Two.WithClouds("pool", [new CloudLimit("foxtrot", -1, 1), new CloudLimit("hotel", 6, 3)]);

        changed
            .FindDomain("pool")!
            .Clouds.ShouldBe([
                new DomainCloud("foxtrot"),
                new DomainCloud("sierra", 2),
                new DomainCloud("hotel", 6) { PricePerHour = 0.1 },
            ]);
    }

    [Fact]
    public void Duplicate_or_out_of_range_ranks_are_rejected_with_all_problems()
    {
        DecisionException refused = Should.Throw<DecisionException>(() =>
            Two.WithClouds("pool", [new CloudLimit("foxtrot", -5, 2), new CloudLimit("echo", 1, 9)])
        );

        refused.Problems.Select(problem => problem.Field).ShouldBe(["Clouds.foxtrot", "Clouds.echo", "Clouds.foxtrot"]);
        refused
            .Problems.Select(problem => problem.Code)
            .ShouldBe([ProblemCode.ConflictingFields, ProblemCode.OutOfRange, ProblemCode.OutOfRange]);
    }

    [Fact]
    public void Placement_state_migrates_with_the_name_of_its_cloud()
    {
        OverflowPlacement policy = new();
        long[] state = [1, 2, 3, 4, 10, 11, 12, 13, 20, 21, 22, 23];

        long[] carried = PlacementState.Migrate(policy, state, ["hotel", "sierra"], ["sierra", "foxtrot", "hotel"]);

        carried.ShouldBe([1, 2, 3, 4, 20, 21, 22, 23, 0, 0, 0, 0, 10, 11, 12, 13]);
    }

    [Fact]
    public void Each_new_node_gets_an_unused_unique_value()
    {
        LaunchConfiguration launch = new("launch") { UniqueKey = "address", UniqueValues = ["10.0.0.1", "10.0.0.2", "10.0.0.3"] };
        Topology three = Two.WithLaunchConfiguration(launch)
            .WithDomain(new Domain("web") { LaunchConfigurationName = "launch" })
            .WithCapacity("web", 3);

        Topology renewed = three.WithoutNodes("web", new HashSet<string> { "web-2" }).WithCapacity("web", 4);

        Addresses(three).ShouldBe(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
        Addresses(renewed).ShouldBe(["10.0.0.1", "10.0.0.3", "10.0.0.2", null], "of four nodes one gets none");
    }

    [Fact]
    public void A_unique_key_with_the_name_of_a_reserved_annotation_is_rejected()
    {
        LaunchConfiguration launch = new("launch") { UniqueKey = "user_data", UniqueValues = ["a"] };

        Should.Throw<DecisionException>(() => Two.WithLaunchConfiguration(launch)).Problems.Single().Field.ShouldBe("UniqueKey");
    }

    [Theory]
    [InlineData(3, 3, 0, DomainStability.Stable)]
    [InlineData(3, 2, 1, DomainStability.Pending)]
    [InlineData(2, 3, 0, DomainStability.Pending)]
    [InlineData(3, 3, 1, DomainStability.Pending)]
    public void A_domain_is_stable_when_all_desired_nodes_are_ready_and_none_is_in_flight(
        int wanted,
        int ready,
        int inFlight,
        DomainStability expected
    ) =>
        new EngineCycle
        {
            Number = 1,
            Decision = Decision.Hold(DateTimeOffset.UnixEpoch, wanted),
            ReadyCount = ready,
            InFlightCount = inFlight,
        }.Stability.ShouldBe(expected);

    private static IEnumerable<string?> Addresses(Topology topology) =>
        topology.GetDomainNodes("web").Select(node => node.Annotations.TryGetValue("address", out string? value) ? value : null);
}
