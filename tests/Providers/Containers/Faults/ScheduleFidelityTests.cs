using Local.Tests;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Providers.Simulation.Worlds;

namespace Containers.Tests.Faults;

/// <summary>One schedule on the simulation, on nodes of this machine and on containers, with the same measured effects.</summary>
[Collection(SharedContainers.Name)]
public class ScheduleFidelityTests(ContainerLabs labs)
{
    private const int NodeCount = 6;
    private const int MeasuredCount = 4;
    private const double Loss = 0.4;
    private const long Rate = 200_000;

    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    // Crash, pause, one-way cut, partition, loss and rate; each at nodes that the others do not affect.
    private static readonly FaultSchedule Schedule = FaultSchedule
        .Empty.Add(TimeSpan.Zero, new CrashNode("web-6"))
        .Add(TimeSpan.Zero, new CutLink("web-1", "web-2") { IsOneWay = true })
        .Add(TimeSpan.Zero, new PartitionHosts(["web-1"], ["web-3"]))
        .Add(TimeSpan.Zero, new ChangeLink("web-2", "web-3", LinkModel.Default with { Loss = Loss }))
        .Add(TimeSpan.Zero, new ChangeLink("web-1", "web-4", LinkModel.Default with { MaxBytesPerSecond = Rate }))
        .Add(TimeSpan.Zero, new FreezeNode("web-5"))
        .Add(Long, new HealNetwork());

    [Fact]
    public async Task The_schedule_has_the_described_effects_in_the_simulation()
    {
        await using SimulationProvider provider = new() { Seed = 3 };
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await Cluster.Create(FaultScene.Web(NodeCount)).UseProvider(provider).ProvisionAsync(token);
            Effects effects = await RunAsync(
                cluster,
                (from, to) => Task.FromResult(CountArrivals(provider.World, from, to)),
                (from, to) => Task.FromResult(MeasureRate(provider.World, from, to)),
                provider.Clock
            );
            Assert(effects);
        });
    }

    [MachineFact("namespaces", "busybox", "iptables", "/dev/net/tun")]
    public async Task The_schedule_has_the_described_effects_on_nodes_of_this_machine()
    {
        using LocalFolder folder = new();
        await using LocalProvider provider = folder.Open(LocalIsolation.Namespaces);
        await using Cluster cluster = await Cluster.Create(FaultScene.Web(NodeCount)).UseProvider(provider).ProvisionAsync();

        Assert(await MeasureAsync(cluster));

        await cluster.DestroyAsync();
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_schedule_has_the_described_effects_on_containers(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], NodeCount);

        Assert(await MeasureAsync(scene.Cluster));
    }

    private static void Assert(Effects effects)
    {
        string[] cut = ["1-2", "1-3", "3-1"];
        string[] lossy = ["2-3", "3-2"];
        foreach ((string pair, double delivered) in effects.Delivered)
        {
            double expected = pair switch
            {
                _ when cut.Contains(pair) => 0,
                _ when lossy.Contains(pair) => 1 - Loss,
                _ => 1,
            };
            delivered.ShouldBe(expected, lossy.Contains(pair) ? 0.1 : 0.01, pair);
        }

        effects.Delivered.Count.ShouldBe(MeasuredCount * (MeasuredCount - 1));
        effects.BytesPerSecond.ShouldBe(Rate, Rate * 0.25);
        effects.HasLostPrograms.ShouldBeTrue("web-6 crashed");
        effects.IsPausedNodeSilent.ShouldBeTrue("web-5 is paused");
    }

    private static Task<Effects> MeasureAsync(Cluster cluster) =>
        RunAsync(
            cluster,
            (from, to) => TrafficProbe.DeliverAsync(cluster.Nodes[from], cluster.Nodes[to], from is "web-2" or "web-3" ? 400 : 20),
            (from, to) => TrafficProbe.MeasureRateAsync(cluster.Nodes[from], cluster.Nodes[to], Rate),
            TimeProvider.System
        );

    /// <summary>Runs the schedule, measures its effects, and cancels it.</summary>
    private static async Task<Effects> RunAsync(
        Cluster cluster,
        Func<string, string, Task<double>> deliver,
        Func<string, string, Task<double>> measureRate,
        TimeProvider clock
    )
    {
        await cluster.Nodes["web-5"].PingAsync();
        Task<CommandResult> lost = cluster.Nodes["web-6"].RunAsync(["sleep", "100000"]);
        await cluster.Nodes["web-6"].PingAsync();
        using CancellationTokenSource ending = new();
        Task schedule = Schedule.RunAsync(cluster, ending.Token);
        bool hasLostPrograms = await FailsAsync(lost);
        while (!schedule.IsCompleted && !await IsSilentAsync(cluster.Nodes["web-5"], clock))
        {
            // The pause is the last fault that starts at once.
        }

        if (schedule.IsCompleted)
        {
            await schedule;
        }

        Dictionary<string, double> delivered = new(StringComparer.Ordinal);
        for (int from = 1; from <= MeasuredCount; from++)
        {
            for (int to = 1; to <= MeasuredCount; to++)
            {
                if (from != to)
                {
                    delivered[$"{from}-{to}"] = await deliver($"web-{from}", $"web-{to}");
                }
            }
        }

        Effects effects = new(
            delivered,
            await measureRate("web-1", "web-4"),
            hasLostPrograms,
            await IsSilentAsync(cluster.Nodes["web-5"], clock)
        );
        // CancelAsync would leave the loop of the simulation.
        ending.Cancel();
        try
        {
            await schedule;
        }
        catch (OperationCanceledException)
        {
            // The schedule was canceled.
        }

        return effects;
    }

    private static async Task<bool> FailsAsync(Task<CommandResult> running)
    {
        try
        {
            await running;
            return false;
        }
        catch (AgentException)
        {
            return true;
        }
    }

    private static async Task<bool> IsSilentAsync(Node node, TimeProvider clock)
    {
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(1), clock);
        try
        {
            await node.PingAsync(late.Token);
            return false;
        }
        catch (Exception failure) when (failure is OperationCanceledException or AgentException)
        {
            return true;
        }
    }

    private static double CountArrivals(World world, string from, string to)
    {
        const int Count = 400;
        NetworkLink link = world.Network.GetLink(from, to);
        return Enumerable.Range(0, Count).Count(_ => link.Carry(bytes: 64) is not null) / (double)Count;
    }

    private static double MeasureRate(World world, string from, string to)
    {
        const int Bytes = 1000;
        NetworkLink link = world.Network.GetLink(from, to);
        long start = link.Carry(Bytes)!.Value;
        long[] arrivals = [.. Enumerable.Range(0, 1000).Select(_ => link.Carry(Bytes)!.Value)];
        return (double)arrivals.Length * Bytes * TimeSpan.TicksPerSecond / (arrivals[^1] - start);
    }

    private sealed record Effects(
        IReadOnlyDictionary<string, double> Delivered,
        double BytesPerSecond,
        bool HasLostPrograms,
        bool IsPausedNodeSilent
    );
}
