namespace Simulation.Tests.Providers;

/// <summary>A simulation keeps a few events of each node, with their times.</summary>
internal sealed class NodeEventCount
{
    private string _events = "";
    private int _count;

    public int Of(SimulationProvider? provider, IEnumerable<string> nodes)
    {
        string events = string.Join('\n', nodes.SelectMany(name => provider?.GetRecentEvents(name) ?? []));
        _count += events == _events ? 0 : 1;
        _events = events;
        return _count;
    }
}
