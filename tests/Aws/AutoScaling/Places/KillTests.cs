using System.Diagnostics;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Providers.AutoScaling;
namespace AutoScaling.Tests.Places;

/// <summary>A program that makes instances and ends them, killed at each request that changes something.</summary>
public sealed class KillTests
{
    // Three instances are made; one is ended, and then the others together.
    private const int KillsMin = 5;
    private const int KillsMax = 40;

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        KillSeries series = new();
        await using TestEndpoint place = await TestEndpoint.OpenAsync(new EndpointOptions { Keys = [TestEndpoint.Key] });
        await using WatchedDoor door = await WatchedDoor.OpenAsync(place.Endpoint, series.AtChangeAsync);

        int kills = await series.RunAsync(KillsMax, () => Start(door.Address), async when =>
        {
            await door.UntilIdleAsync();
            await NothingIsLeftAsync(door.Address, when);
        });

        kills.ShouldBeGreaterThanOrEqualTo(KillsMin);
    }

    private static async Task NothingIsLeftAsync(Uri address, string when)
    {
        await using AutoScalingProvider provider = new(new AutoScalingOptions(address, TestEndpoint.Key) { ConsistencyWindow = TimeSpan.Zero });
        foreach (Lineage lineage in (await provider.ObserveAsync(null)).Select(left => left.Tag.Owner.Lineage).Distinct())
        {
            ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = lineage });
            report.Left.ShouldBeEmpty();
        }

        (await provider.ObserveAsync(null)).ShouldAllBe(instance => instance.State == Scalewright.Providers.ResourceState.Leaving, when);
    }

    private static Process Start(Uri address) => TestProgram.Start("autoscaling", address.ToString(), TestEndpoint.Key.Id, TestEndpoint.Key.Secret);
}
