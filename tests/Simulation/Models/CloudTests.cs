namespace Simulation.Tests.Models;

public class CloudTests
{
    private readonly SimulationKernel _kernel = new();

    [Theory]
    [InlineData(10, 7, 0, 7, nameof(CloudShortage.Quota))]
    [InlineData(10, 20, 4, 6, nameof(CloudShortage.Capacity))]
    [InlineData(10, 20, 11, 0, nameof(CloudShortage.Capacity))]
    [InlineData(20, 20, 0, 8, nameof(CloudShortage.None))]
    public void A_request_for_eight_gets_what_quota_and_capacity_leave(int capacity, int quota, int others, int given, string shortage)
    {
        SimulatedCloud cloud = new(_kernel, "east", new CloudModel { CapacityCount = capacity, QuotaCount = quota }) { UsedByOthersCount = others };

        CloudAllocation grant = cloud.Allocate(8);

        grant.Leases.Count.ShouldBe(given);
        grant.Shortage.ToString().ShouldBe(shortage);
    }

    [Fact]
    public void A_node_given_back_can_be_given_again_and_costs_until_then()
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
    public void A_new_price_holds_for_new_nodes_only()
    {
        SimulatedCloud cloud = new(_kernel, "east", new CloudModel { PricePerHour = 1 });
        cloud.Allocate(1);
        cloud.Model = cloud.Model with { PricePerHour = 3 };
        cloud.Allocate(1);

        _kernel.RunFor(TimeSpan.FromHours(2));

        cloud.Cost.ShouldBe(2 + 6);
    }

    [Fact]
    public void F_PROV_08_a_spot_node_is_taken_back_after_a_notice()
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
    public void A_cloud_takes_the_youngest_spot_nodes_first_and_no_others()
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
