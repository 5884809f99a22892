using System.Diagnostics;
using System.Globalization;
using Scalewright;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Benchmarks.Recording;

/// <summary>Measures what recording adds to seeds of a cluster under faults: alternating pairs of the same seeds, on one thread.</summary>
internal static class RecordingComparison
{
    private const int Seeds = 200;
    private const int Pairs = 9;

    private static readonly string[] Nodes = ["web-1", "web-2", "web-3"];

    public static async Task<int> RunAsync()
    {
        (double Off, double On, long Events, long Steps)[] pairs = new (double, double, long, long)[Pairs];
        await MeasureAsync(isRecorded: true);
        for (int pair = 0; pair < Pairs; pair++)
        {
            (double off, _, long steps) = await MeasureAsync(isRecorded: false);
            (double on, long events, _) = await MeasureAsync(isRecorded: true);
            pairs[pair] = (off, on, events, steps);
        }

        (_, _, long count, long stepCount) = pairs[0];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Seeds} seeds of {stepCount} steps and {count} events: {Median.Of(pairs.Select(pair => pair.Off)) * 1000 / Seeds:0.00} ms of processor time a seed without recording, "
                    + $"{Median.Of(pairs.Select(pair => pair.On)) * 1000 / Seeds:0.00} ms with it, {Median.Of(pairs.Select(pair => pair.On / pair.Off)):0.000} times as much (median of {Pairs} pairs, "
                    + $"{pairs.Min(pair => pair.On / pair.Off):0.000} to {pairs.Max(pair => pair.On / pair.Off):0.000})"
            )
        );
        return 0;
    }

    private static async Task<(double Seconds, long Events, long Steps)> MeasureAsync(bool isRecorded)
    {
        ExplorationOptions options = new() { Simulation = new SimulationOptions { IsRecordingEnabled = isRecorded } };
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        (long events, long steps) = (0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            SeedRun run = await Simulation.ReplayAsync(
                seed.ToString(CultureInfo.InvariantCulture),
                KeepFarmAsync,
                FaultGenerator.Swarm(Nodes),
                check: null,
                options
            );
            events += run.Recording.Events.Count;
            steps += run.StepCount;
        }

        return ((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds, events, steps);
    }

    private static async Task KeepFarmAsync(SimulationProvider provider, CancellationToken token)
    {
        Topology farm = Topology.Create("farm").AddProfile(Profile.Create("web").WithHostnamePrefix("web").WithCount(3).Build()).Build();
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).WithState("/state").ProvisionAsync(token);
        using CancellationTokenSource end = new(TimeSpan.FromMinutes(10), provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, token);
        await cluster.MonitorAsync(cancellationToken: either.Token);
        token.ThrowIfCancellationRequested();
        await foreach (NodeResult _ in cluster.Nodes.RunAsync(["hostname"], token))
        {
            // Each node has answered.
        }
    }
}
