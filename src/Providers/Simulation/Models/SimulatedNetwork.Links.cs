namespace Scalewright.Providers.Simulation.Models;

internal sealed partial class SimulatedNetwork
{
    private readonly Dictionary<(string From, string To), NetworkLink> _links = [];
    private readonly OverlayStack<LinkModel?> _changes;

    /// <summary>Default model of links.</summary>
    internal LinkModel DefaultLink { get; }

    /// <summary>Temporary model of all links except those changed individually; null for no change.</summary>
    internal LinkModel? ChangedLink { get; private set; }

    public void SetLink(string first, string second, LinkModel model)
    {
        SetLinkOneWay(first, second, model);
        SetLinkOneWay(second, first, model);
    }

    public void SetLinkOneWay(string from, string to, LinkModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        GetLink(from, to).Model = model;
    }

    /// <summary>Cuts both directions between two hosts. Packets in flight still arrive.</summary>
    public void Cut(string first, string second)
    {
        CutOneWay(first, second);
        CutOneWay(second, first);
    }

    public void CutOneWay(string from, string to) => GetLink(from, to).IsCutByHand = true;

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

    /// <summary>Cuts two groups of hosts off from each other. Groups may overlap with those of other calls.</summary>
    public void Partition(IReadOnlyCollection<string> first, IReadOnlyCollection<string> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        foreach (string one in first)
        {
            foreach (string other in second.Where(other => other != one))
            {
                Cut(one, other);
            }
        }
    }

    public bool IsCut(string from, string to) => GetLink(from, to).IsCut;

    /// <summary>Changes all links temporarily.</summary>
    internal Action Change(LinkModel model) => _changes.Add(_ => model);

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
