using System.Diagnostics;
using System.Globalization;
using Scalewright;
using Scalewright.Planning;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Exploration.Tests;

/// <summary>The place, the faults and the topologies of the standard program.</summary>
internal static class StandardPlace
{
    private static readonly string[] Nodes = [.. Enumerable.Range(1, 5).Select(NameOf)];

    private static readonly Subnet Lan = Subnet.TryParse("10.0.0.0/24", out Subnet subnet) ? subnet : throw new UnreachableException();

    public static TimeSpan ConsistencyWindow { get; } = TimeSpan.FromSeconds(2);

    public static SimulationOptions Options { get; } = new()
    {
        Cloud = new CloudModel { Machine = new MachineModel { Boot = DurationModel.LogNormal(TimeSpan.FromSeconds(20), 0.4) } },
        Calls = new CallModel { Latency = DurationModel.Uniform(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400)), ConsistencyWindow = ConsistencyWindow, PageItems = 4 },
        StepsMax = 3_000_000,
        Programs = new[] { KeyValuePair.Create<string, SimulatedProgram>("once", RunOnceAsync) }.ToValueMap(),
    };

    public static FaultDraw Faults { get; } = FaultDraw.Swarm(Nodes) is var swarm
        ? swarm with { Kinds = swarm.Kinds.Add(new FaultKind("limit", (chance, time) => new LimitCloud("") { QuotaCount = chance.Next(6), For = time })) }
        : throw new UnreachableException();

    /// <summary>A cluster of a network and some nodes.</summary>
    /// <param name="count">How many nodes.</param>
    /// <param name="cpus">What they are like; other ones are made again.</param>
    /// <param name="release">What is written on the group, its nodes and its network; another one changes them in place.</param>
    public static Topology Sized(int count, int cpus = 1, int release = 1) => Topology.Create("demo")
        .AddGroup(new NodeGroup("web", $"by-hand-{release}") { Nodes = Enumerable.Range(1, count).Select(number => NodeOf(number, cpus, release)).ToValueList() })
        .Build() with
    {
        Networks = new[] { KeyValuePair.Create("lan", new NetworkSpec("lan", Lan) { Used = release }) }.ToValueMap(),
    };

    /// <summary>What a topology makes a place hold, in words like <c>Node n1</c>.</summary>
    public static IEnumerable<string> Words(Topology topology) => topology.Networks.Keys.Select(name => $"{StepTarget.Network} {name}")
        .Concat(topology.Groups.Keys.Select(name => $"{StepTarget.Group} {name}"))
        .Concat(topology.Nodes.Select(node => $"{StepTarget.Node} {node.Name}"))
        .Order(StringComparer.Ordinal);

    /// <summary>A program that must not be run twice: it notes its number on the node's disk, and fails when it is there.</summary>
    private static async Task<int> RunOnceAsync(ProgramCall call, CancellationToken cancellationToken)
    {
        string name = $"once-{call.Arguments[0]}";
        ValueList<string> names = await call.Files.ListAsync("/", cancellationToken);
        if (names.Contains(name))
        {
            call.Write($"{name} was there");
            return 1;
        }

        await using (Stream file = await call.Files.CreateAsync($"/{name}", cancellationToken))
        {
            await file.FlushAsync(cancellationToken);
        }

        // Long enough to be hit by a fault.
        await Task.Delay(TimeSpan.FromSeconds(10), call.Clock, cancellationToken);
        return 0;
    }

    private static NodeSpec NodeOf(int number, int cpus, int release) => new(NameOf(number), number)
    {
        Hardware = new NodeHardware { Cpus = cpus },
        Labels = ValueMap.Empty<string>().With("release", release.ToString(CultureInfo.InvariantCulture)),
    };

    private static string NameOf(int number) => $"n{number}";
}
