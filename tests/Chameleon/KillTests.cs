using System.Diagnostics;
using Loopback.Chameleon;
using Microsoft.AspNetCore.Http;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Providers.Chameleon;
using Tests.Shared;

namespace Chameleon.Tests;

/// <summary>A program that leases a cluster, gives a node back and then all, killed at each request that changes something.</summary>
public sealed class KillTests
{
    // A lease, two servers, two addresses; the removal of all of these.
    private const int ChangesMin = 10;
    private const int ChangesMax = 60;
    private const int KilledCode = 137;

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        TaskCompletionSource<Process> started = new();
        int left = 0;
        async Task KillAtAsync(HttpRequest request)
        {
            if (request.Method != "GET" && !request.Path.StartsWithSegments("/identity", StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0)
            {
                // The request has had its effect, and nobody is there to hear of it.
                Process process = await started.Task;
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        await using ChameleonServer server = await ChameleonServer.StartAsync(new ChameleonServerOptions { BeforeReply = KillAtAsync });
        int kills = 0;
        for (int exit = KilledCode; exit == KilledCode; kills++)
        {
            kills.ShouldBeLessThan(ChangesMax);
            (left, started) = (kills + 1, new TaskCompletionSource<Process>());
            using Process host = Start(server.Identity);
            started.SetResult(host);
            await host.WaitForExitAsync();
            left = 0;
            (exit = host.ExitCode).ShouldBeOneOf(KilledCode, 0);
            await ReapAsync(server);

            Testbed.LeftAt(server).ShouldBe((0, 0, 0), $"killed at change {kills + 1}: {server.Faults.Seen[^1]}");
        }

        kills.ShouldBeGreaterThan(ChangesMin);
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

    private static Process Start(Uri identity)
    {
        string built = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Process.Start(new ProcessStartInfo("dotnet", [Repository.At("tests", "Chameleon.Host", "bin", built, "net10.0", "chameleon-host.dll"), identity.ToString()]) { UseShellExecute = false })!;
    }
}
