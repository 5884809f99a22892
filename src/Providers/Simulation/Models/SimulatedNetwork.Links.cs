namespace Scalewright.Providers.Simulation.Models;

internal sealed partial class SimulatedNetwork
{
    private readonly Dictionary<(string From, string To), NetworkLink> _links = [];
    private readonly Layers<LinkModel?> _changes;

    /// <summary>Links that are not set.</summary>
    internal LinkModel DefaultLink { get; }

    /// <summary>What all links are for a time, but those that are changed one by one; null: themselves.</summary>
    internal LinkModel? ChangedLink { get; private set; }

    /// <summary>Sets both directions between two hosts.</summary>
    public void SetLink(string first, string second, LinkModel model)
    {
        SetLinkOneWay(first, second, model);
        SetLinkOneWay(second, first, model);
    }

    /// <summary>Sets one direction.</summary>
    public void SetLinkOneWay(string from, string to, LinkModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        LinkOf(from, to).Model = model;
    }

    /// <summary>Cuts both directions between two hosts; what is under way still arrives.</summary>
    public void Cut(string first, string second)
    {
        CutOneWay(first, second);
        CutOneWay(second, first);
    }

    /// <summary>Cuts one direction: nothing more comes from the one to the other.</summary>
    public void CutOneWay(string from, string to) => LinkOf(from, to).IsCutByHand = true;

    /// <summary>Heals both directions between two hosts.</summary>
    public void Heal(string first, string second)
    {
        HealOneWay(first, second);
        HealOneWay(second, first);
    }

    /// <summary>Heals one direction.</summary>
    public void HealOneWay(string from, string to) => LinkOf(from, to).IsCutByHand = false;

    /// <summary>Heals everything.</summary>
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

    /// <summary>Cuts a group of hosts off from another, both ways. Groups may overlap with those of other calls.</summary>
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

    /// <summary>Whether packets from the one host do not reach the other.</summary>
    public bool IsCut(string from, string to) => LinkOf(from, to).IsCut;

    /// <summary>Makes all links others for a time.</summary>
    internal Action Change(LinkModel model) => _changes.Add(_ => model);

    internal NetworkLink LinkOf(string from, string to)
    {
        Kernel.CheckThread();
        if (!_links.TryGetValue((from, to), out NetworkLink? link))
        {
            link = new NetworkLink(this, HostOf(from), HostOf(to));
            _links.Add((from, to), link);
        }

        return link;
    }
}
