using System.Diagnostics;
using Loopback.Grid5000;
using Microsoft.AspNetCore.Http;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Providers.Grid5000;
using Tests.Shared;

namespace Grid5000.Tests;

/// <summary>A program that reserves a cluster, gives a node back and then all, killed at each request that changes something.</summary>
public sealed class KillTests
{
    // Two jobs, their deployments, a note with its end, the ends of both jobs.
    private const int ChangesMin = 8;
    private const int ChangesMax = 50;
    private const int KilledCode = 137;

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        TaskCompletionSource<Process> started = new();
        int left = 0;
        async Task KillAtAsync(HttpRequest request)
        {
            if (request.Method != "GET" && Interlocked.Decrement(ref left) == 0)
            {
                // The request has had its effect, and nobody is there to hear of it.
                Process process = await started.Task;
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        await using Grid5000Server server = await Grid5000Server.StartAsync(new Grid5000ServerOptions { BeforeReply = KillAtAsync });
        int kills = 0;
        for (int exit = KilledCode; exit == KilledCode; kills++)
        {
            kills.ShouldBeLessThan(ChangesMax);
            (left, started) = (kills + 1, new TaskCompletionSource<Process>());
            using Process host = Start(server.Address);
            started.SetResult(host);
            await host.WaitForExitAsync();
            left = 0;
            (exit = host.ExitCode).ShouldBeOneOf(KilledCode, 0);
            await ReapAsync(server);

            await NothingIsLeftAsync(server, $"killed at change {kills + 1}: {server.Faults.Seen[^1]}");
        }

        kills.ShouldBeGreaterThan(ChangesMin);
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

    private static Process Start(Uri address)
    {
        string built = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Process.Start(new ProcessStartInfo("dotnet", [Repository.At("tests", "Grid5000.Host", "bin", built, "net10.0", "grid5000-host.dll"), address.ToString()]) { UseShellExecute = false })!;
    }
}
