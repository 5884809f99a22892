using System.Diagnostics;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Providers.Minimega;
using Tests.Shared;

namespace Minimega.Tests.Places;

/// <summary>A program that makes a cluster at minimega and removes it, killed at each command that changes something.</summary>
public sealed class KillTests
{
    // Two nodes take this many changes at least; who passes with fewer was not killed at each.
    private const int CommandsMin = 20;
    private const int CommandsMax = 200;
    private const int KilledCode = 137;

    // All commands of the provider that change anything: who is killed at another one leaves what was left by the change before.
    private static readonly string[] Changes = [" clear ", " vm config ", " vm launch ", " vm start ", " vm kill ", " vm flush ", " tap create "];

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        TaskCompletionSource<Process> started = new();
        int left = 0;
        async Task KillAtAsync(string command, CancellationToken cancellationToken)
        {
            if (Array.Exists(Changes, change => command.Contains(change, StringComparison.Ordinal)) && Interlocked.Decrement(ref left) == 0)
            {
                // The command was sent, so it has its effect, and nobody is there to hear of it.
                Process process = await started.Task;
                process.Kill();
                await process.WaitForExitAsync(cancellationToken);
            }
        }

        await using LoopbackPlace place = new(options => options with { BeforeCommand = KillAtAsync });
        int kills = 0;
        for (int exit = KilledCode; exit == KilledCode; kills++)
        {
            kills.ShouldBeLessThan(CommandsMax);
            (left, started) = (kills + 1, new TaskCompletionSource<Process>());
            using Process host = Start(place.Server.SocketPath);
            started.SetResult(host);
            await host.WaitForExitAsync();
            left = 0;
            (exit = host.ExitCode).ShouldBeOneOf(KilledCode, 0);
            await ReapAsync(place);

            place.Spaces().ShouldBeEmpty($"killed at change {kills + 1}: {place.Server.Commands[^1]}");
        }

        kills.ShouldBeGreaterThan(CommandsMin);
    }

    private static async Task ReapAsync(LoopbackPlace place)
    {
        await using MinimegaProvider provider = place.Open();
        foreach (Lineage lineage in (await provider.ObserveAsync(null)).Select(left => left.Tag.Owner.Lineage).Distinct())
        {
            ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = lineage });
            report.Left.ShouldBeEmpty();
        }
    }

    private static Process Start(string socket)
    {
        string built = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Process.Start(new ProcessStartInfo("dotnet", [Repository.At("tests", "Minimega.Host", "bin", built, "net10.0", "minimega-host.dll"), socket]) { UseShellExecute = false })!;
    }
}
