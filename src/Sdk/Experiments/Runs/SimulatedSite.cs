using Scalewright.Experiments.Coordinates;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Experiments.Runs;

/// <summary>What of an experiment's machines and task managers works in the simulation at an instant, and how far machines are from each other.</summary>
internal sealed class SimulatedSite
{
    private const int Pings = 3;

    // What a machine's own heartbeats reach: where records come from and the job is led from.
    private const string Leader = "controller";
    private readonly SimulationProvider _provider;
    private readonly ValueList<StreamNode> _nodes;
    private readonly bool[] _isUp;
    private readonly TimeSpan?[] _silentSince;
    private readonly TimeSpan _heartbeat;
    private readonly StableRandom _random;
    private readonly StableRandom _heartbeats;

    public SimulatedSite(Experiment experiment, SimulationProvider provider, long seed)
    {
        (_provider, _random) = (provider, new StableRandom(seed));
        _nodes = NodeClass.MachinesOf(experiment.Nodes);
        (_isUp, _silentSince, _heartbeat) = (new bool[_nodes.Count], new TimeSpan?[_nodes.Count], experiment.Job.Heartbeat);
        _heartbeats = new StableRandom(RunSeed.Of(seed, 2));
        HasLinks = experiment.Links.Count > 0
            || experiment.Faults.Faults.Any(fault => fault.Fault is ChangeLink or ChangeNetworkLinks or CutLink or IsolateHost or PartitionHosts);
        Coordinates = new CoordinateMap(RunSeed.Of(seed, 1));
        Wanted = Placing.First(experiment, _nodes);
    }

    /// <summary>The task managers that are wanted, in the order of their slots.</summary>
    public ValueList<TaskManager> Wanted { get; set; }

    /// <summary>Whether anything of the experiment makes some links other than the rest.</summary>
    public bool HasLinks { get; }

    /// <summary>Where machines seem to lie.</summary>
    public CoordinateMap Coordinates { get; }

    /// <summary>Those of them whose machines work.</summary>
    public ValueList<TaskManager> Working => [.. Wanted.Where(manager => IsUp(manager.Node))];

    /// <summary>The machines that work.</summary>
    public ValueList<StreamNode> Nodes => [.. _nodes.Where((_, index) => _isUp[index])];

    /// <summary>Looks at every machine. One that is gone is lost at once (the job needs its heartbeat to see it); one that stands still or reaches nobody is silent, and lost when it is so for a heartbeat.</summary>
    /// <returns>Those that work now and did not, or the other way, and whether the job has noticed already.</returns>
    public List<(string Node, bool IsUp, bool IsNoticed)> Look(TimeSpan at)
    {
        List<(string, bool, bool)> changes = [];
        for (int index = 0; index < _nodes.Count; index++)
        {
            MachineState? state = _provider.MachineOf(_nodes[index].Name);
            bool isSilent = state == MachineState.Frozen || (state == MachineState.Running && HasLinks && !Reaches(_nodes[index].Name));
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

    /// <summary>Each machine pings some others.</summary>
    public void Measure() => Coordinates.Measure([.. Nodes.Select(node => node.Name)], _provider.Ping);

    public StreamSite ToSite() => new() { Nodes = Nodes, TaskManagers = Working, Links = HasLinks ? Links() : [], Silent = Silent };

    /// <summary>Machines that work as far as the job knows, and do not answer.</summary>
    public ValueList<string> Silent => [.. _nodes.Where((_, index) => _isUp[index] && _silentSince[index] is not null).Select(node => node.Name)];

    /// <summary>Whether one of some packets to a machine comes back.</summary>
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

    private ValueList<SiteLink> Links()
    {
        string[] nodes = [.. Working.Select(manager => manager.Node).Distinct(StringComparer.Ordinal)];
        List<SiteLink> links = [];
        for (int one = 0; one < nodes.Length; one++)
        {
            for (int other = one + 1; other < nodes.Length; other++)
            {
                links.Add(new SiteLink(nodes[one], nodes[other], Latency(nodes[one], nodes[other])));
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

/// <summary>Seeds that follow from one another and have nothing else in common.</summary>
internal static class RunSeed
{
    /// <summary>The seed of a part.</summary>
    /// <param name="seed">The seed of the whole.</param>
    public static long Of(long seed, long part) => (long)SplitMix.Of((ulong)seed, (ulong)(part + 1));
}
