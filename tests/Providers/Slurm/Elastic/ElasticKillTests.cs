using Scalewright.Providers.Simulation;

namespace Slurm.Tests.Elastic;

/// <summary>The controller is killed at successive instants; the next one leaves only desired nodes.</summary>
public sealed class ElasticKillTests : IDisposable
{
    private const int Kills = 60;

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(5);

    // Calls of slurmctld and their times. It starts e1 a second time because it considers the node lost.
    private static readonly (double Second, string Verb, string Nodes)[] Calls =
    [
        (0, "resume", "e[1-3]"),
        (2, "resume", "e4"),
        (3, "suspend", "e3"),
        (4, "resume", "e1"),
        (6, "suspend", "e[2,4]"),
        (8, "resume", "e4"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_the_successor_of_a_controller_killed_at_any_time_provides_the_nodes_that_Slurm_desires()
    {
        int killed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            TimeSpan at = TimeSpan.FromMilliseconds((kill * 200) + 3);
            await using SimulationProvider provider = new()
            {
                Seed = kill,
                Options = new SimulationOptions
                {
                    Faults = FaultSchedule.Empty.Add(at, new KillController { IsPowerLoss = kill % 2 == 0 }),
                },
            };
            Slurm slurm = new(_folder.At($"wants-{kill}"), provider.Clock);
            try
            {
                await RunAsync(provider, slurm);
            }
            catch (ControllerKilledException)
            {
                killed++;
            }

            await RunAsync(provider, slurm);

            // e1 as desired last, and e4, which was removed in between.
            Resource[] nodes = await NodesAsync(provider);
            nodes.Select(node => $"{node.Tag.Name} {node.State}").ShouldBe(["e1 Ready", "e4 Ready"], ignoreOrder: true, $"killed at {at}");
            slurm.ServedLast.ShouldBe(["e1", "e4"], ignoreOrder: true, $"killed at {at}");
            slurm.Problems.ShouldBeEmpty();

            await RunAsync(provider, slurm);
            (await NodesAsync(provider)).Select(node => node.Tag.Token).ShouldBe(nodes.Select(node => node.Tag.Token));

            slurm.Call("suspend", "e[1,4]");
            await RunAsync(provider, slurm);
            (await NodesAsync(provider)).ShouldBeEmpty();
        }

        killed.ShouldBe(Kills);
    }

    private static async Task<Resource[]> NodesAsync(SimulationProvider provider)
    {
        Resource[] nodes = [];
        await provider.RunAsync(async token =>
            nodes = [.. (await provider.ObserveAsync(null, token)).Where(one => one.Tag.Target == StepTarget.Node)]
        );
        return nodes;
    }

    private static Task RunAsync(SimulationProvider provider, Slurm slurm) =>
        provider.RunAsync(async token =>
        {
            slurm.Served.Clear();
            using CancellationTokenSource ending = new();
            await using Cluster cluster = await Cluster
                .Create(Topology.Empty with { Name = "burst" })
                .UseProvider(provider)
                .WithState("/state/burst")
                .WithOptions(settings => settings with { FileSystem = provider.FileSystem })
                .OpenOrProvisionAsync(token);
            Task running = new SlurmNodeProvisioner(cluster, slurm.Partition, slurm.Options).RunAsync(ending.Token);
            await slurm.CallAsync(token);
            await Task.Delay(Enough, provider.Clock, token);
            slurm.ServedLast = [.. slurm.Served];
            // Not CancelAsync: it would leave the simulation's loop.
            ending.Cancel();
            try
            {
                await running;
            }
            catch (OperationCanceledException)
            {
                // Cancellation is expected.
            }
        });

    private sealed class Slurm(string folder, TimeProvider clock) : IProgress<Scalewright.Problem>
    {
        private int _next;

        public List<string> Served { get; } = [];

        public string[] ServedLast { get; set; } = [];

        public List<Scalewright.Problem> Problems { get; } = [];

        public SlurmElasticPartition Partition { get; } =
            new(
                new SlurmClientOptions
                {
                    Partition = "burst",
                    RunCommand = (request, _) =>
                        FaultyCommands.Say(
                            0,
                            "",
                            request.Command.Contains("partition")
                                ? "PartitionName=burst Nodes=e[1-4]\n"
                                : string.Concat(
                                    Enumerable.Range(1, 4).Select(number => $"NodeName=e{number} State=IDLE+CLOUD+POWERING_UP\n")
                                )
                        ),
                }
            );

        public SlurmNodeProvisionerOptions Options => new(folder) { NodeHandler = ServeAsync, ProblemHandler = this };

        public void Report(Scalewright.Problem value) => Problems.Add(value);

        public void Call(string verb, string nodes) => SlurmPowerSavingProgram.TryRun([verb, nodes], folder).ShouldBeTrue();

        // slurmctld survives the kill of a controller.
        public async Task CallAsync(CancellationToken cancellationToken)
        {
            for (; _next < Calls.Length; _next++)
            {
                TimeSpan left = TimeSpan.FromSeconds(Calls[_next].Second - (_next > 0 ? Calls[_next - 1].Second : 0));
                await Task.Delay(left, clock, cancellationToken);
                Call(Calls[_next].Verb, Calls[_next].Nodes);
            }
        }

        private async Task ServeAsync(SlurmdNode node, CancellationToken cancellationToken)
        {
            Served.Add(node.Node.Name);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
            }
            finally
            {
                Served.Remove(node.Node.Name);
            }
        }
    }
}
