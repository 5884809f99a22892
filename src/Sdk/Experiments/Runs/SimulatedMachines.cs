using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Experiments.Runs;

/// <summary>Machines of a simulated run, with their heartbeats, latencies and task managers.</summary>
internal sealed class SimulatedMachines
{
    private const int PingCount = 3;

    // Host of the job manager and of the source of records. All other machines send their heartbeats to it.
    private const string Controller = "controller";
    private readonly SimulationProvider _provider;
    private readonly ValueList<StreamNode> _nodes;
    private readonly bool[] _isUp;
    private readonly TimeSpan?[] _unresponsiveSince;
    private readonly TimeSpan _heartbeatTimeout;
    private readonly StableRandom _latencyRandom;
    private readonly StableRandom _heartbeatRandom;

    public SimulatedMachines(Experiment experiment, SimulationProvider provider, long seed)
    {
        (_provider, _latencyRandom) = (provider, new StableRandom(seed));
        _nodes = NodeClass.ExpandMachines(experiment.Nodes);
        (_isUp, _unresponsiveSince, _heartbeatTimeout) = (
            new bool[_nodes.Count],
            new TimeSpan?[_nodes.Count],
            experiment.Job.HeartbeatTimeout
        );
        _heartbeatRandom = new StableRandom(RunSeed.Derive(seed, 2));
        HasLinks =
            experiment.Links.Count > 0
            || experiment.Faults.Faults.Any(fault =>
                fault.Fault is ChangeLink or ChangeNetworkLinks or CutLink or IsolateHost or PartitionHosts
            );
        Desired = TaskManagerPlacement.First(experiment, _nodes);
    }

    /// <summary>Desired task managers, in the order of their slots.</summary>
    public ValueList<TaskManager> Desired { get; set; }

    /// <summary>Indicates whether the experiment defines link properties or injects link faults.</summary>
    public bool HasLinks { get; }

    /// <summary>Task managers on working machines.</summary>
    public ValueList<TaskManager> Working => [.. Desired.Where(manager => IsUp(manager.Node))];

    /// <summary>Working machines, including unresponsive ones within the heartbeat timeout.</summary>
    public ValueList<StreamNode> Nodes => [.. _nodes.Where((_, index) => _isUp[index])];

    /// <summary>
    /// Polls all machines. A stopped machine is lost immediately, but the job detects this after its heartbeat timeout.
    /// A paused or disconnected machine is unresponsive, and is lost after the heartbeat timeout.
    /// </summary>
    /// <returns>
    /// Machines whose state changed. <c>IsNoticed</c> is true if the job has already detected the loss by its timeout.
    /// </returns>
    public List<(string Node, bool IsUp, bool IsNoticed)> Poll(TimeSpan now)
    {
        List<(string, bool, bool)> changes = [];
        for (int index = 0; index < _nodes.Count; index++)
        {
            MachineState? state = _provider.GetMachineState(_nodes[index].Name);
            bool isUnresponsive =
                state == MachineState.Frozen || (state == MachineState.Running && HasLinks && !IsReachable(_nodes[index].Name));
            _unresponsiveSince[index] = isUnresponsive ? _unresponsiveSince[index] ?? now : null;
            bool isTimedOut = _unresponsiveSince[index] is { } since && now - since >= _heartbeatTimeout;
            bool isUp = isUnresponsive ? _isUp[index] && !isTimedOut : state == MachineState.Running;
            if (isUp != _isUp[index])
            {
                _isUp[index] = isUp;
                changes.Add((_nodes[index].Name, isUp, isTimedOut));
            }
        }

        return changes;
    }

    public StreamEnvironment ToSite() =>
        new()
        {
            Nodes = Nodes,
            TaskManagers = Working,
            Links = HasLinks ? Links() : [],
            UnresponsiveNodes = Suspected,
        };

    /// <summary>Unresponsive machines that the job still considers as working.</summary>
    public ValueList<string> Suspected =>
        [.. _nodes.Where((_, index) => _isUp[index] && _unresponsiveSince[index] is not null).Select(node => node.Name)];

    /// <summary>Indicates whether at least one of several pings to a machine succeeds.</summary>
    private bool IsReachable(string node) =>
        Enumerable.Range(0, PingCount).Any(_ => _provider.Ping(Controller, node, _heartbeatRandom) is not null);

    private bool IsUp(string node)
    {
        for (int index = 0; index < _nodes.Count; index++)
        {
            if (_nodes[index].Name == node)
            {
                return _isUp[index];
            }
        }

        return false;
    }

    private ValueList<StreamLink> Links()
    {
        string[] nodes = [.. Working.Select(manager => manager.Node).Distinct(StringComparer.Ordinal)];
        List<StreamLink> links = [];
        for (int source = 0; source < nodes.Length; source++)
        {
            for (int target = source + 1; target < nodes.Length; target++)
            {
                links.Add(new StreamLink(nodes[source], nodes[target], Latency(nodes[source], nodes[target])));
            }
        }

        return links.ToValueList();
    }

    /// <summary>Returns half of the mean round-trip time; the maximum value if no ping succeeds.</summary>
    private TimeSpan Latency(string source, string target)
    {
        TimeSpan total = TimeSpan.Zero;
        int responseCount = 0;
        for (int count = 0; count < PingCount; count++)
        {
            if (_provider.Ping(source, target, _latencyRandom) is { } time)
            {
                total += time;
                responseCount++;
            }
        }

        return responseCount == 0 ? TimeSpan.MaxValue : total / (2 * responseCount);
    }
}

internal static class RunSeed
{
    public static long Derive(long seed, long part) => (long)SplitMixRandom.Mix((ulong)seed, (ulong)(part + 1));
}
