namespace Simulation.Tests.Models;

public class CloudTests
{
    private readonly SimulationKernel _kernel = new();

    [Theory]
    [InlineData(10, 7, 0, 7, nameof(CloudShortage.Quota))]
    [InlineData(10, 20, 4, 6, nameof(CloudShortage.Capacity))]
    [InlineData(10, 20, 11, 0, nameof(CloudShortage.Capacity))]
    [InlineData(20, 20, 0, 8, nameof(CloudShortage.None))]
    public void A_request_for_eight_nodes_is_limited_by_quota_and_capacity(int capacity, int quota, int others, int given, string shortage)
    {
        SimulatedCloud cloud = new(_kernel, "east", new CloudModel { CapacityCount = capacity, QuotaCount = quota })
        {
            UsedByOthersCount = others,
        };

        CloudAllocation grant = cloud.Allocate(8);

        grant.Leases.Count.ShouldBe(given);
        grant.Shortage.ToString().ShouldBe(shortage);
    }

    [Fact]
    public void A_released_node_can_be_allocated_again_and_is_billed_until_its_release()
    {
        SimulatedCloud cloud = new(_kernel, "east", new CloudModel { CapacityCount = 1, PricePerHour = 0.12m });
        CloudLease first = cloud.Allocate(1).Leases[0];
        _kernel.RunFor(TimeSpan.FromMinutes(30));

        cloud.Release(first).ShouldBeTrue();
        cloud.Release(first).ShouldBeFalse();
        CloudLease second = cloud.Allocate(1).Leases[0];
        _kernel.RunFor(TimeSpan.FromHours(1));

        second.Number.ShouldBe(2);
        cloud.Cost.ShouldBe(0.06m + 0.12m);
    }

    [Fact]
    public void A_new_price_applies_only_to_new_nodes()
    {
        SimulatedCloud cloud = new(_kernel, "east", new CloudModel { PricePerHour = 1 });
        cloud.Allocate(1);
        cloud.Model = cloud.Model with { PricePerHour = 3 };
        cloud.Allocate(1);

        _kernel.RunFor(TimeSpan.FromHours(2));

        cloud.Cost.ShouldBe(2 + 6);
    }

    [Fact]
    public void F_PROV_08_a_spot_node_is_reclaimed_after_a_notice()
    {
        CloudModel model = new() { SpotPricePerHour = 0.36m, SpotLifetime = DurationModel.Fixed(TimeSpan.FromHours(1)) };
        SimulatedCloud cloud = new(_kernel, "east", model);
        CloudLease lease = cloud.Allocate(1, isSpot: true).Leases[0];
        List<(string What, TimeSpan At)> course = [];
        lease.OnNotice = _ => course.Add(("notice", _kernel.Elapsed));
        lease.OnTermination = _ => course.Add(("end", _kernel.Elapsed));

        _kernel.Run();

        course.ShouldBe([("notice", TimeSpan.FromMinutes(58)), ("end", TimeSpan.FromHours(1))]);
        cloud.Running.ShouldBeEmpty();
        cloud.Cost.ShouldBe(0.36m);
    }

    [Fact]
    public void A_cloud_reclaims_only_spot_nodes_and_the_newest_first()
    {
        SimulatedCloud cloud = new(_kernel, "east", new CloudModel { SpotNoticePeriod = TimeSpan.Zero });
        cloud.Allocate(2);
        cloud.Allocate(3, isSpot: true);

        cloud.Reclaim(2).ShouldBe(2);
        _kernel.Run();

        cloud.Running.Select(lease => lease.Number).ShouldBe([1, 2, 3]);
        cloud.Reclaim(5).ShouldBe(1);
        cloud.Reclaim(5).ShouldBe(0);
    }
}
