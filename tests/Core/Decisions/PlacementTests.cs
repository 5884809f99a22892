namespace Sdk.Tests.Decisions;

public class PlacementTests
{
    [Fact]
    public void Nodes_beyond_the_capacity_of_a_cloud_overflow_to_the_next() =>
        Place(new OverflowPlacement(), 6, Cloud(0, 4), Cloud(0, 4)).ShouldBe([4, 2]);

    [Fact]
    public void Nodes_are_removed_from_the_last_cloud_first() =>
        Place(new OverflowPlacement(), 3, Cloud(4, 4), Cloud(2, 4)).ShouldBe([3, 0]);

    [Fact]
    public void A_lowered_cloud_limit_scales_in_to_that_limit() =>
        Place(new OverflowPlacement { MinNodes = 2 }, 6, Cloud(6, 4)).ShouldBe([4]);

    [Fact]
    public void A_lowered_cloud_limit_scales_in_to_the_minimum_in_reference_mode() =>
        Place(new OverflowPlacement { MinNodes = 2, Compatibility = EpuCompatibility.Reference }, 6, Cloud(6, 4)).ShouldBe([2]);

    [Fact]
    public void Placement_never_removes_more_nodes_than_a_cloud_has() =>
        Place(new OverflowPlacement { Compatibility = EpuCompatibility.Reference }, 0, Cloud(6, 4), Cloud(1, 1)).ShouldBe([0, 0]);

    [Fact]
    public void An_unlimited_cloud_with_repeated_failures_overflows_to_the_next() =>
        Place(new OverflowPlacement(), 3, Cloud(0, DomainCloud.Unlimited) with { FailureCount = 32 }, Cloud(0, 4)).ShouldBe([0, 3]);

    [Fact]
    public void An_unavailable_cloud_keeps_its_nodes_and_gets_no_more() =>
        Place(new OverflowPlacement(), 5, Cloud(2, 4) with { IsUnavailable = true }, Cloud(0, 4)).ShouldBe([2, 3]);

    [Fact]
    public void The_cheapest_cloud_scales_out_first_and_the_most_expensive_scales_in_first()
    {
        Place(new CheapestPlacement(), 5, Priced(0, 3, 2), Priced(0, 3, 1), Priced(0, 3, 3)).ShouldBe([2, 3, 0]);
        Place(new CheapestPlacement(), 4, Priced(2, 3, 2), Priced(2, 3, 1), Priced(2, 3, 3)).ShouldBe([2, 2, 0]);
    }

    [Fact]
    public void Spread_placement_balances_clouds_within_their_limits()
    {
        Place(new SpreadPlacement(), 7, Cloud(0, 9), Cloud(0, 9), Cloud(0, 1)).ShouldBe([3, 3, 1]);
        Place(new SpreadPlacement(), 4, Cloud(5, 9), Cloud(1, 9)).ShouldBe([3, 1]);
        Place(new SpreadPlacement(), 1_000_000_000, Cloud(0, -1), Cloud(0, -1)).ShouldBe([500_000_000, 500_000_000]);
    }

    [Fact]
    public void Spot_clouds_take_nodes_above_the_base_and_on_demand_clouds_take_the_rest()
    {
        SpotPlacement policy = new() { OnDemandBaseCapacity = 2 };

        Place(policy, 5, Priced(0, 9, 3), Spot(0, 9)).ShouldBe([2, 3]);
        Place(policy, 5, Priced(0, 9, 3), Spot(0, 1)).ShouldBe([4, 1]);
        Place(policy, 5, Priced(0, 9, 3), Spot(1, 9) with { IsUnavailable = true }).ShouldBe([4, 1]);
        Place(policy, 3, Priced(4, 9, 3), Spot(1, 9)).ShouldBe([2, 1]);
        Place(policy, 1, Priced(2, 9, 3), Spot(1, 9)).ShouldBe([1, 0]);
    }

    private static CloudObservation Cloud(int healthy, int nodesMax) =>
        new()
        {
            Name = "",
            HealthyCount = healthy,
            MaxNodes = nodesMax,
        };

    private static CloudObservation Priced(int healthy, int nodesMax, double price) =>
        Cloud(healthy, nodesMax) with
        {
            PricePerHour = price,
        };

    private static CloudObservation Spot(int healthy, int nodesMax) => Priced(healthy, nodesMax, 1) with { IsSpot = true };

    private static int[] Place(IPlacementPolicy policy, int wanted, params CloudObservation[] clouds)
    {
        int[] counts = new int[clouds.Length];
        policy.Place(
            wanted,
            new()
            {
                Timestamp = DateTimeOffset.UnixEpoch,
                DesiredCount = wanted,
                Clouds = clouds,
            },
            new long[policy.GetStateLength(clouds.Length)],
            counts
        );
        return counts;
    }
}
