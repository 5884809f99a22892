using Loopback.Chameleon;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Providers.Chameleon;
namespace Chameleon.Tests;

/// <summary>A program that leases a cluster, gives a node back and then all, killed at each request that changes something.</summary>
public sealed class KillTests
{
    // A lease, two servers, two addresses; the removal of all of these.
    private const int KillsMin = 10;
    private const int KillsMax = 60;

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        await using ChameleonServer server = await ChameleonServer.StartAsync();
        KillSeries series = new();
        server.Faults.BeforeReply = request => request.Path.StartsWithSegments("/identity", StringComparison.Ordinal) ? Task.CompletedTask : series.AtChangeAsync($"{request.Method} {request.Path}");

        int kills = await series.RunAsync(KillsMax, () => Start(server.Identity), async when =>
        {
            await server.Faults.UntilIdleAsync();
            await ReapAsync(server);
            Testbed.LeftAt(server).ShouldBe((0, 0, 0), when);
        });

        kills.ShouldBeGreaterThanOrEqualTo(KillsMin);
    }

    private static async Task ReapAsync(ChameleonServer server)
    {
        await using ChameleonProvider provider = new(Testbed.OptionsFor(server));
        foreach (Lineage lineage in (await provider.ObserveAsync(null)).Select(left => left.Tag.Owner.Lineage).Distinct())
        {
            ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = lineage });
            report.Left.ShouldBeEmpty();
        }
    }

    private static Process Start(Uri identity) => TestProgram.Start("chameleon", identity.ToString());
}
