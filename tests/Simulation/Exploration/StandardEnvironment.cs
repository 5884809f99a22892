using System.Collections.Concurrent;

namespace Exploration.Tests;

internal static class StandardEnvironment
{
    private const int ContainersPerNode = 2;

    private static readonly string[] Nodes = ["store-1", .. Enumerable.Range(1, 4).Select(number => $"web-{number}")];

    /// <summary>Topologies shared by all seeds, since expansion is a pure function.</summary>
    private static readonly ConcurrentDictionary<(int Count, int Cpus, int Release), Topology> Known = new();

    public static TimeSpan ConsistencyWindow { get; } = TimeSpan.FromSeconds(2);

    public static TimeSpan SpotNotice { get; } = TimeSpan.FromSeconds(30);

    public static SimulationOptions Options { get; } =
        new()
        {
            Cloud = new CloudModel
            {
                IsSpot = true,
                SpotNoticePeriod = SpotNotice,
                Machine = new MachineModel { BootDelay = DurationModel.LogNormal(TimeSpan.FromSeconds(20), 0.4) },
            },
            Calls = new CallModel
            {
                Latency = DurationModel.Uniform(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400)),
                ConsistencyWindow = ConsistencyWindow,
                PageSize = 4,
            },
            MaxSteps = 3_000_000,
            Programs = new[] { KeyValuePair.Create<string, SimulatedProgram>("once", RunOnceAsync) }.ToValueMap(),
        };

    /// <summary>Faults that a cluster must tolerate, and file damage that its operator must repair.</summary>
    public static FaultGenerator Faults { get; } = Damaging(FaultGenerator.Swarm(Nodes));

    private static FaultGenerator Damaging(FaultGenerator draw) =>
        draw with
        {
            Kinds =
            [
                .. draw.Kinds,
                new FaultKind("damaged-state", (chance, _) =>
                    new CorruptDisk(chance.Next(10_000_000), (byte)(1 << chance.Next(8))) { Folder = "/state" }
                ),
            ],
        };

    /// <param name="cpus">Another value recreates the nodes.</param>
    /// <param name="release">Another value changes nodes and containers in place.</param>
    public static Topology Sized(int count, int cpus = 1, int release = 1) =>
        Known.GetOrAdd((count, cpus, release), static size => Expand(size.Count, size.Cpus, size.Release));

    public static IEnumerable<string> Words(Topology topology) =>
        topology
            .Networks.Keys.Select(name => $"{StepTarget.Network} {name}")
            .Concat(topology.Groups.Keys.Select(name => $"{StepTarget.Group} {name}"))
            .Concat(topology.Nodes.Select(node => $"{StepTarget.Node} {node.Name}"))
            .Order(StringComparer.Ordinal);

    /// <summary>Must not run twice: writes its number to the disk of the node and fails if the number exists.</summary>
    private static async Task<int> RunOnceAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
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

        // Long enough for a fault to occur.
        await Task.Delay(TimeSpan.FromSeconds(10), call.Clock, cancellationToken);
        return 0;
    }

    private static Topology Expand(int count, int cpus, int release) =>
        Topology.Create("demo").AddProfile(Of("store", 1, cpus, release)).AddProfile(Of("web", count - 1, cpus, release)).Build();

    private static Profile Of(string name, int nodes, int cpus, int release) =>
        Profile
            .Create(name)
            .WithContainerCount(nodes * ContainersPerNode)
            .WithContainersPerNode(ContainersPerNode)
            .WithHostnamePrefix(name)
            .WithNode(node => node with { Cpus = cpus })
            .WithContainer(box => box with { MemoryMiB = 128 * release, Gateway = "lan" })
            .WithLabel("release", release.ToString(CultureInfo.InvariantCulture))
            .AddNetwork("lan", "10.0.0.0/24")
            .Build();
}
