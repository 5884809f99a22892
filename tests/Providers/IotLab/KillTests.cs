using Loopback.IotLab;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Providers.IotLab;
namespace IotLab.Tests;

/// <summary>A program that asks for a start, reserves a cluster, gives a node back and then all, killed at each request that changes something.</summary>
public sealed class KillTests
{
    // A mark, two experiments that ask alone and two together, each with its end, and the mark's end; four marks, two experiments, the mark of the node that is given back, the ends of both experiments and three marks.
    private const int KillsMin = 22;
    private const int KillsMax = 50;

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        await using IotLabServer server = await IotLabServer.StartAsync();
        KillSeries series = new();
        server.Faults.BeforeReply = request => series.AtChangeAsync($"{request.Method} {request.Path}");

        int kills = await series.RunAsync(KillsMax, () => Start(server.Address), async when =>
        {
            await server.Faults.UntilIdleAsync();
            await ReapAsync(server);
            (server.LiveExperiments.Count, server.Marks.Count).ShouldBe((0, 0), when);
        });

        kills.ShouldBeGreaterThanOrEqualTo(KillsMin);
    }

    private static async Task ReapAsync(IotLabServer server)
    {
        await using IotLabProvider provider = new(Bench.OptionsFor(server));
        foreach (Lineage lineage in (await provider.ObserveAsync(null)).Select(left => left.Tag.Owner.Lineage).Distinct())
        {
            ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = lineage });
            report.Left.ShouldBeEmpty();
        }
    }

    private static Process Start(Uri address) => TestProgram.Start("iotlab", address.ToString());
}
