namespace Simulation.Tests.Providers;

/// <summary>Counts changes in the recent events of nodes, of which a simulation retains only a few.</summary>
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
