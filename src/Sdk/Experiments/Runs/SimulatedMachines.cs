using Scalewright.Experiments.Coordinates;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Experiments.Runs;

internal sealed class SimulatedMachines
{
    private const int Pings = 3;

    // Receiver of the machines' heartbeats: the source of records and the job manager.
    private const string Leader = "controller";
    private readonly SimulationProvider _provider;
    private readonly ValueList<StreamNode> _nodes;
    private readonly bool[] _isUp;
    private readonly TimeSpan?[] _silentSince;
    private readonly TimeSpan _heartbeat;
    private readonly StableRandom _random;
    private readonly StableRandom _heartbeats;

    public SimulatedMachines(Experiment experiment, SimulationProvider provider, long seed)
    {
        (_provider, _random) = (provider, new StableRandom(seed));
        _nodes = NodeClass.ExpandMachines(experiment.Nodes);
        (_isUp, _silentSince, _heartbeat) =
            (new bool[_nodes.Count], new TimeSpan?[_nodes.Count], experiment.Job.HeartbeatTimeout);
        _heartbeats = new StableRandom(RunSeed.Of(seed, 2));
        HasLinks = experiment.Links.Count > 0
            || experiment.Faults.Faults.Any(
                fault => fault.Fault is ChangeLink or ChangeNetworkLinks or CutLink or IsolateHost or PartitionHosts);
        Coordinates = new CoordinateMap(RunSeed.Of(seed, 1));
        Wanted = TaskManagerPlacement.First(experiment, _nodes);
    }

    /// <summary>Desired task managers, in the order of their slots.</summary>
    public ValueList<TaskManager> Wanted { get; set; }

    /// <summary>Indicates whether the experiment changes the properties of some links.</summary>
    public bool HasLinks { get; }

    public CoordinateMap Coordinates { get; }

    /// <summary>Task managers on working machines.</summary>
    public ValueList<TaskManager> Working => [.. Wanted.Where(manager => IsUp(manager.Node))];

    public ValueList<StreamNode> Nodes => [.. _nodes.Where((_, index) => _isUp[index])];

    /// <summary>
    /// Polls all machines. A stopped machine is lost immediately, but the job detects this after its heartbeat timeout.
    /// A paused or disconnected machine is unresponsive, and is lost after the heartbeat timeout.
    /// </summary>
    /// <returns>Machines whose state changed, and whether the job has already detected it.</returns>
    public List<(string Node, bool IsUp, bool IsNoticed)> Poll(TimeSpan at)
    {
        List<(string, bool, bool)> changes = [];
        for (int index = 0; index < _nodes.Count; index++)
        {
            MachineState? state = _provider.GetMachineState(_nodes[index].Name);
            bool isSilent = state == MachineState.Frozen
                || (state == MachineState.Running && HasLinks && !Reaches(_nodes[index].Name));
            _silentSince[index] = isSilent ? _silentSince[index] ?? at : null;
            bool isOverdue = _silentSince[index] is { } since && at - since >= _heartbeat;
            bool isUp = isSilent ? _isUp[index] && !isOverdue : state == MachineState.Running;
            if (isUp != _isUp[index])
            {
                _isUp[index] = isUp;
                changes.Add((_nodes[index].Name, isUp, isOverdue));
            }
        }

        return changes;
    }

    public void Measure() => Coordinates.Measure([.. Nodes.Select(node => node.Name)], _provider.Ping);

    public StreamEnvironment ToSite() =>
        new() { Nodes = Nodes, TaskManagers = Working, Links = HasLinks ? Links() : [], UnresponsiveNodes = Silent };

    /// <summary>Unresponsive machines that the job still considers working.</summary>
    public ValueList<string> Silent =>
        [.. _nodes.Where((_, index) => _isUp[index] && _silentSince[index] is not null).Select(node => node.Name)];

    /// <summary>Indicates whether at least one of several pings to a machine succeeds.</summary>
    private bool Reaches(string node)
    {
        for (int count = 0; count < Pings; count++)
        {
            if (_provider.Ping(Leader, node, _heartbeats) is not null)
            {
                return true;
            }
        }

        return false;
    }

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
        for (int one = 0; one < nodes.Length; one++)
        {
            for (int other = one + 1; other < nodes.Length; other++)
            {
                links.Add(new StreamLink(nodes[one], nodes[other], Latency(nodes[one], nodes[other])));
            }
        }

        return links.ToValueList();
    }

    private TimeSpan Latency(string one, string other)
    {
        TimeSpan sum = TimeSpan.Zero;
        int answers = 0;
        for (int count = 0; count < Pings; count++)
        {
            if (_provider.Ping(one, other, _random) is { } time)
            {
                sum += time;
                answers++;
            }
        }

        return answers == 0 ? TimeSpan.MaxValue : sum / (2 * answers);
    }
}

internal static class RunSeed
{
    public static long Of(long seed, long part) => (long)SplitMix.Of((ulong)seed, (ulong)(part + 1));
}
