namespace Simulation.Tests.Providers;

/// <summary>Counts changes of what is last known of some nodes. A world keeps a few events of each, with their times.</summary>
internal sealed class NodeEventCount
{
    private string _events = "";
    private int _count;

    /// <summary>How often the last events were found to be others than the time before.</summary>
    public int Of(SimulationProvider? provider, IEnumerable<string> nodes)
    {
        string events = string.Join('\n', nodes.SelectMany(name => provider?.LastEventsOf(name) ?? []));
        _count += events == _events ? 0 : 1;
        _events = events;
        return _count;
    }
}
