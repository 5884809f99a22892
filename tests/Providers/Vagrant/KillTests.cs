using System.Diagnostics;
using System.Globalization;
using Scalewright.Clusters.Reaping;
using Scalewright.Journals;
using Scalewright.Providers.Vagrant;
namespace Vagrant.Tests;

/// <summary>A program that makes VMs and removes them, killed at each command that changes one, before it, and after it.</summary>
public sealed class KillTests
{
    // Two VMs are started and removed; each is told of three times.
    private const int KillsMin = 12;
    private const int KillsMax = 40;

    [Fact]
    public async Task F_PROC_01_killed_at_any_step_a_program_leaves_nothing_that_the_reaper_does_not_take_away()
    {
        using Place place = new();
        using TemporaryFolder folder = new();
        KillSeries series = new();
        await using HookServer server = new(series.AtChangeAsync);

        // Tells what happens to a VM, and waits for an answer, which comes when this test has done its part.
        string hook = folder.Write("hook", string.Create(CultureInfo.InvariantCulture, $"#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/{server.Port}\necho \"$1\" >&3\nread -r _ <&3\n"));
        Command.Run("chmod", folder.Root, new Dictionary<string, string>(), "755", hook).ExitCode.ShouldBe(0);

        int kills = await series.RunAsync(KillsMax, () => Start(place, hook), when => NothingIsLeftAsync(place, when));

        kills.ShouldBeGreaterThanOrEqualTo(KillsMin);
    }

    private static async Task NothingIsLeftAsync(Place place, string when)
    {
        await using VagrantProvider provider = place.Open();
        foreach (Lineage lineage in (await provider.ObserveAsync(null)).Select(left => left.Tag.Owner.Lineage).Distinct())
        {
            ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = lineage });
            report.Left.ShouldBeEmpty(when);
        }

        (place.Machines().Length, place.Vagrantfiles().Length).ShouldBe((0, 0), when);
    }

    private static Process Start(Place place, string hook)
    {
        ProcessStartInfo start = TestProgram.Describe("vagrant", place.Clusters, place.Program);
        foreach ((string name, string value) in place.Variables.With("LOOPBACK_HOOK", hook))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
