using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Scalewright.Clusters.Reaping;
using Scalewright.Providers.Containers;
using Tests.Shared;

namespace Benchmarks.Containers;

/// <summary>Counts what remains after a program with containers was killed.</summary>
/// <param name="lab">The engine, which has no other containers.</param>
internal sealed class KillComparison(ContainerLab lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync()
    {
        await KillAsync(HoldSide.Watchdog, async () =>
        {
            TimeSpan time = await WaitUntilEmptyAsync();
            Print("Scalewright with a watchdog", $"{time.TotalSeconds:0} s later", await CountAsync());
        });
        await KillAsync(HoldSide.NoWatchdog, async () =>
        {
            await Task.Delay(Pause);
            Print("Scalewright without a watchdog", "before the reaper", await CountAsync());
            await using ContainersProvider provider = ScalewrightSide.CreateProvider(lab.Endpoint);

            // Containers of the last second may belong to a cluster that is being created.
            while ((await Reaper.ReapAsync(provider, new ReapRequest { Cluster = ScalewrightSide.ClusterName })).SkippedAsRecent.Count > 0)
            {
                await Task.Delay(Pause);
            }

            Print("Scalewright without a watchdog", "after the reaper", await CountAsync());
        });
        await KillAsync(HoldSide.Testcontainers, async () =>
        {
            TimeSpan time = await WaitUntilEmptyAsync();
            Print("Testcontainers without its cleaner", $"{time.TotalSeconds:0} s later", await CountAsync());
        });
    }

    private static void Print(string what, FormattableString time, (int Containers, int Networks) remaining) =>
        Print(what, time.ToString(CultureInfo.InvariantCulture), remaining);

    private static void Print(string what, string time, (int Containers, int Networks) remaining) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"kill -9, {what}, {time}: {remaining.Containers} of {ContainerHold.Count} containers, {remaining.Networks} networks"
            )
        );

    private async Task KillAsync(HoldSide side, Func<Task> observe)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-hold-");
        try
        {
            ProcessStartInfo start = OwnProgram.StartInfo(ContainerHold.Verb, $"{side}", $"{lab.Endpoint}", folder.FullName);
            start.RedirectStandardOutput = true;
            using Process program = Process.Start(start)!;
            while (await program.StandardOutput.ReadLineAsync() is { } line && line != ContainerHold.Ready) { }

            program.Kill();
            await program.WaitForExitAsync();
            await observe();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<TimeSpan> WaitUntilEmptyAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (await CountAsync() is not (0, 0) && Stopwatch.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(Pause);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private async Task<(int Containers, int Networks)> CountAsync() =>
        (await CountAsync("containers/json?all=1"), await CountAsync("networks?filters={\"label\":[\"scalewright.owner\"]}"));

    private async Task<int> CountAsync(string path)
    {
        (_, string body) = await lab.SendAsync(HttpMethod.Get, path);
        using JsonDocument list = JsonDocument.Parse(body);
        return list.RootElement.GetArrayLength();
    }
}
