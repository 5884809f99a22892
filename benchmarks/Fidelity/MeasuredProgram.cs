using System.Globalization;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Benchmarks.Fidelity;

/// <summary>Program that runs with each provider, on its clock. Only the way to kill a node differs.</summary>
internal sealed class MeasuredProgram(IProvider provider)
{
    public const int NodeCount = 4;
    public const int UnderWay = 16;
    public const int LinesOfNode = 500;
    public const string Logger = "fidelity";

    private const int Sequential = 200;
    private const int Many = 2000;

    private static readonly ValueList<string> Command = ["true"];
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(1);

    /// <summary>Creates nodes, measures, and deletes the nodes.</summary>
    public async Task<Figures> MeasureAsync(CancellationToken cancellationToken)
    {
        Topology topology = Topology.Create("fidelity").AddProfile(Profile.Create("web").WithCount(NodeCount).Build()).Build();
        long start = provider.Clock.GetTimestamp();
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync(cancellationToken);
        TimeSpan boot = provider.Clock.GetElapsedTime(start);
        try
        {
            Node node = cluster.Nodes[0];
            IWork work = await node.GetServiceAsync<IWork>(cancellationToken);
            Task RunAsync() => RunCommandAsync(node, cancellationToken);
            Task CallAsync() => work.EchoAsync(1, cancellationToken);
            await RateAsync(RunAsync, UnderWay);
            await RateAsync(CallAsync, UnderWay);
            TimeSpan command = await MedianAsync(RunAsync);
            TimeSpan call = await MedianAsync(CallAsync);
            double commands = await RateAsync(RunAsync, Many);
            double calls = await RateAsync(CallAsync, Many);
            (double lines, int outOfOrder) = await ListenAsync(cluster, cancellationToken);
            return new Figures
            {
                Boot = boot,
                Command = command,
                CommandRate = commands,
                Call = call,
                CallRate = calls,
                LineRate = lines,
                LinesOutOfOrder = outOfOrder,
                Failover = await FailOverAsync(cluster, cancellationToken),
            };
        }
        finally
        {
            await cluster.DestroyAsync(CancellationToken.None);
        }
    }

    private static async Task RunCommandAsync(Node node, CancellationToken cancellationToken)
    {
        CommandResult result = await node.RunAsync(Command, cancellationToken);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"'{Command[0]}' ended with {result.ExitCode} on {node.Name}: {result.Error}");
        }
    }

    private async Task<TimeSpan> MedianAsync(Func<Task> once)
    {
        List<TimeSpan> times = [];
        for (int round = 0; round < Sequential; round++)
        {
            long start = provider.Clock.GetTimestamp();
            await once();
            times.Add(provider.Clock.GetElapsedTime(start));
        }

        times.Sort();
        return times[Sequential / 2];
    }

    private async Task<double> RateAsync(Func<Task> once, int count)
    {
        int left = count;
        async Task WorkAsync()
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await once();
            }
        }

        long start = provider.Clock.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, UnderWay).Select(_ => WorkAsync()));
        return count / provider.Clock.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<(double Rate, int OutOfOrder)> ListenAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        // Agents are started first, so that their start does not affect the measurement of the log.
        IWork[] works = await Task.WhenAll(cluster.Nodes.Select(node => node.GetServiceAsync<IWork>(cancellationToken)));
        IAgentLog[] logs = await Task.WhenAll(cluster.Nodes.Select(node => node.GetServiceAsync<IAgentLog>(cancellationToken)));
        await Task.WhenAll(works.Select(work => work.EchoAsync(1, cancellationToken)));
        long start = provider.Clock.GetTimestamp();
        int[] wrong = await Task.WhenAll(works.Zip(logs, (work, log) => ListenAsync(work, log, cancellationToken)));
        return (NodeCount * LinesOfNode / provider.Clock.GetElapsedTime(start).TotalSeconds, wrong.Sum());
    }

    /// <summary>Counts the lines of a node that did not arrive in order.</summary>
    private static async Task<int> ListenAsync(IWork work, IAgentLog log, CancellationToken cancellationToken)
    {
        Task said = work.SayAsync(LinesOfNode, cancellationToken);
        int wrong = 0;
        int expected = 0;
        await foreach (AgentLogLine line in log.FollowAsync(logStartedAt: null, afterNumber: 0, cancellationToken))
        {
            if (line.Logger != Logger)
            {
                continue;
            }

            int number = int.Parse(line.Message, CultureInfo.InvariantCulture);
            wrong += Math.Abs(number - expected);
            expected = number + 1;
            if (expected == LinesOfNode)
            {
                break;
            }
        }

        await said;
        return wrong;
    }

    private async Task<TimeSpan> FailOverAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        Node node = cluster.Nodes[^1];
        await using (IWork before = await node.GetServiceAsync<IWork>(cancellationToken))
        {
            await before.EchoAsync(1, cancellationToken);
        }

        long start = provider.Clock.GetTimestamp();
        await KillAsync(cluster, node, cancellationToken);
        await cluster.RepairAsync(cancellationToken);
        while (true)
        {
            try
            {
                await using IWork after = await node.GetServiceAsync<IWork>(cancellationToken);
                await after.EchoAsync(1, cancellationToken);
                return provider.Clock.GetElapsedTime(start);
            }
            catch (AgentException)
            {
                // The last connection is broken; the next one leads to the replacement.
                await Task.Delay(Again, provider.Clock, cancellationToken);
            }
        }
    }

    private async Task KillAsync(Cluster cluster, Node node, CancellationToken cancellationToken)
    {
        if (provider is SimulationProvider simulation)
        {
            simulation.Inject(new CrashNode(node.Name));
            return;
        }

        ValueList<Resource> there = await provider.ObserveAsync(cluster.Owner, cancellationToken);
        await ((INodeFaultInjection)provider).KillAsync(there.Single(resource => resource.Tag.Name == node.Name), cancellationToken);
    }
}
