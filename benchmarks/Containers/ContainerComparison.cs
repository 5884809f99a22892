using System.Diagnostics;
using System.Globalization;
using Tests.Shared;

namespace Benchmarks.Containers;

/// <summary>Compares containers of this project with those of Testcontainers on the same engine.</summary>
internal static class ContainerComparison
{
    /// <summary>Containers that are started at the same time.</summary>
    public const int Slots = 8;

    private const int Rounds = 5;
    private const int Commands = 20;

    private static readonly int[] Counts = [1, 10, 50];

    public static ParallelOptions InSlots { get; } = new() { MaxDegreeOfParallelism = Slots };

    /// <param name="words">The engine, then the number of rounds if it is not the default.</param>
    public static async Task<int> RunAsync(string[] words)
    {
        int rounds = Rounds;
        if (
            words is not ["docker" or "podman", ..]
            || MachineNeeds.FindMissing(words[0]) is not null
            || !File.Exists(Environment.GetEnvironmentVariable("SCALEWRIGHT_AGENT"))
            || (words.Length > 1 && !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds))
        )
        {
            await Console.Error.WriteLineAsync(
                "containers docker|podman [rounds] needs root, the engine, busybox, and SCALEWRIGHT_AGENT with the ready-made agent"
            );
            return 2;
        }

        TestcontainersSide.Configure();
        using ContainerLab lab = words[0] == "docker" ? new DockerLab() : new PodmanLab();
        IContainerSide[] sides = [new ScalewrightSide(lab.Endpoint), new TestcontainersSide(lab.Endpoint)];
        foreach (int count in Counts)
        {
            await CompareAsync(sides, count, rounds);
        }

        await new KillComparison(lab).RunAsync();
        return 0;
    }

    /// <summary>Alternates both, after one round each that does not count.</summary>
    private static async Task CompareAsync(IContainerSide[] sides, int count, int rounds)
    {
        Times[] times = [.. sides.Select(_ => new Times())];
        for (int round = -1; round < rounds; round++)
        {
            foreach ((int index, IContainerSide side) in sides.Index())
            {
                await MeasureAsync(side, count, round < 0 ? new Times() : times[index]);
            }
        }

        Print($"{count} started until the first command ran", sides, times.Select(time => time.Started));
        if (count == 1)
        {
            Print("a whole command 'true'", sides, times.Select(time => time.Commands));
        }

        Print($"{count} removed", sides, times.Select(time => time.Removed));
    }

    private static async Task MeasureAsync(IContainerSide side, int count, Times times)
    {
        times.Started.Add(await MeasureAsync(() => side.StartAsync(count)));
        for (int command = 0; count == 1 && command < Commands; command++)
        {
            times.Commands.Add(await MeasureAsync(side.RunAsync));
        }

        times.Removed.Add(await MeasureAsync(side.RemoveAsync));
    }

    private static async Task<double> MeasureAsync(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Print(string what, IContainerSide[] sides, IEnumerable<List<double>> times)
    {
        double[][] sorted = [.. times.Select(side => side.Order().ToArray())];
        double[] medians = [.. sorted.Select(Median.Of)];
        IEnumerable<string> texts = sides.Select(
            (side, index) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{side.Name} {medians[index]:0.0} ms ({sorted[index][0]:0.0}, {sorted[index][^1]:0.0})"
                )
        );
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what}: {string.Join(", ", texts)}, {medians[1] / medians[0]:0.00} times as fast")
        );
    }

    /// <summary>Milliseconds of one side.</summary>
    private sealed class Times
    {
        public List<double> Started { get; } = [];

        public List<double> Commands { get; } = [];

        public List<double> Removed { get; } = [];
    }
}
