using System.Globalization;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace WindFarm;

/// <summary>Number of nodes in each state: a live table on a terminal, a line for each change in a file.</summary>
/// <param name="topology">The desired topology.</param>
/// <param name="provider">The provider of its nodes.</param>
internal sealed class StateBoard(Topology topology, SimulationProvider provider, IAnsiConsole console) : IProgress<PlanProgress>, IProgress<ClusterEvent>
{
    private ProgressContext? _display;
    private Cluster? _cluster;
    private string _reported = "";
    private int _createdCount;
    private bool _isOver;

    /// <summary>Display that shows the table; null if the output is not a terminal.</summary>
    public void ShowOn(ProgressContext? display) => _display = display;

    /// <summary>Reads the states from the cluster from now on.</summary>
    public void Watch(Cluster cluster) => _cluster = cluster;

    /// <summary>Stops reading from the cluster before it is closed.</summary>
    public void Leave() => (_isOver, _cluster) = (true, null);

    /// <summary>Counts created nodes from the steps until the cluster exists.</summary>
    public void Report(PlanProgress value) => _createdCount += value.LastStep is CreateNode && _cluster is null ? 1 : 0;

    public void Report(ClusterEvent value)
    {
        if (_display is not null)
        {
            _display.Refresh();
        }
        else if (value.Kind is ClusterEventKind.NodeReachable or ClusterEventKind.NodeUnreachable or ClusterEventKind.NodeFailed or ClusterEventKind.NodeLost or ClusterEventKind.NodeTerminating or ClusterEventKind.NodeRestarted)
        {
            ReportChange($"{value.Subject} {value.Message}");
        }
    }

    /// <summary>Writes the states as a line.</summary>
    public void Report(string when)
    {
        _reported = States();
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{provider.Elapsed:hh\\:mm\\:ss} {when}: [green]{_reported}[/]");
        _display?.Refresh();
    }

    public IRenderable Draw()
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("state").AddColumn("nodes", column => column.RightAligned());
        foreach ((NodeState state, int count) in Counts())
        {
            table.AddRow(new Markup($"[{GetColor(state)}]{state}[/]"), new Text(count.ToString(CultureInfo.InvariantCulture)));
        }

        return table.Caption(string.Create(CultureInfo.InvariantCulture, $"{provider.Elapsed:hh\\:mm\\:ss}"));
    }

    private void ReportChange(string change)
    {
        if (_cluster is not null && States() != _reported)
        {
            Report(change);
        }
    }

    private string States() => string.Join(", ", Counts().Select(state => $"{state.Count} {state.State}"));

    private IEnumerable<(NodeState State, int Count)> Counts() => _isOver ? [] : _cluster is { } cluster
        ? cluster.Nodes.GroupBy(node => node.State).OrderBy(group => group.Key).Select(group => (group.Key, group.Count()))
        : new[] { (NodeState.Missing, topology.NodeCount - _createdCount), (NodeState.Starting, _createdCount) }.Where(state => state.Item2 > 0);

    private static string GetColor(NodeState state) => state switch
    {
        NodeState.Ready => "green",
        NodeState.Failed or NodeState.Unreachable => "red",
        _ => "yellow",
    };
}
