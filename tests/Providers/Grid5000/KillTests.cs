using Loopback.Grid5000;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Providers.Grid5000;
namespace Grid5000.Tests;

/// <summary>A program that reserves a cluster, gives a node back and then all, killed at each request that changes something.</summary>
public sealed class KillTests
{
    // Two jobs, their deployments, a note with its end, the ends of both jobs.
    private const int KillsMin = 8;
    private const int KillsMax = 50;

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        await using Grid5000Server server = await Grid5000Server.StartAsync();
        KillSeries series = new();
        server.Faults.BeforeReply = request => series.AtChangeAsync($"{request.Method} {request.Path}");

        int kills = await series.RunAsync(KillsMax, () => Start(server.Address), async when =>
        {
            await server.Faults.UntilIdleAsync();
            await ReapAsync(server);
            await NothingIsLeftAsync(server, when);
        });

        kills.ShouldBeGreaterThanOrEqualTo(KillsMin);
    }

    /// <summary>A note whose program was killed ends by itself, a second after it began.</summary>
    private static async Task NothingIsLeftAsync(Grid5000Server server, string when)
    {
        server.LiveCommands("rennes").ShouldAllBe(command => command.Contains(" # scalewright-note ", StringComparison.Ordinal), when);
        while (server.LiveJobs("rennes").Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task ReapAsync(Grid5000Server server)
    {
        await using Grid5000Provider provider = new(Site.OptionsFor(server));
        foreach (Lineage lineage in (await provider.ObserveAsync(null)).Select(left => left.Tag.Owner.Lineage).Distinct())
        {
            ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = lineage });
            report.Left.ShouldBeEmpty();
        }
    }

    private static Process Start(Uri address) => TestProgram.Start("grid5000", address.ToString());
}
