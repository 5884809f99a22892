namespace Scalewright.Providers.Simulation.Models;

/// <content>Links between hosts, and faults of all links.</content>
internal sealed partial class SimulatedNetwork
{
    private readonly Dictionary<(string From, string To), NetworkLink> _links = [];
    private readonly OverlayStack<LinkChange?> _changes;

    /// <summary>Default model of links.</summary>
    internal LinkModel DefaultLink { get; }

    /// <summary>Temporary model of all links except those changed individually; null for no change.</summary>
    internal LinkChange? ActiveChange { get; private set; }

    public void HealAll()
    {
        foreach (NetworkLink link in _links.Values)
        {
            link.Heal();
        }

        foreach (NetworkHost host in _hosts.Values)
        {
            host.Heal();
        }
    }

    public bool IsCut(string from, string to) => GetLink(from, to).IsCut;

    /// <summary>Changes all links temporarily.</summary>
    internal Action Change(LinkModel model)
    {
        LinkChange change = new(model, EventNumbers.GetCause(Kernel.Recorder));
        return _changes.Add(_ => change);
    }

    /// <summary>Messages between two hosts that were lost and not yet delivered.</summary>
    internal LostMessages Lost { get; } = new();

    internal NetworkLink GetLink(string from, string to)
    {
        Kernel.CheckThread();
        if (!_links.TryGetValue((from, to), out NetworkLink? link))
        {
            link = new NetworkLink(this, GetHost(from), GetHost(to));
            _links.Add((from, to), link);
        }

        return link;
    }
}
