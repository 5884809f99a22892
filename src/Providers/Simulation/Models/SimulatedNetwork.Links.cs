namespace Scalewright.Providers.Simulation.Models;

public sealed partial class SimulatedNetwork
{
    private readonly Dictionary<(string From, string To), NetworkLink> _links = [];
    private readonly LinkModel _defaultLink;

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
    public void CutOneWay(string from, string to) => LinkOf(from, to).IsCut = true;

    /// <summary>Heals both directions between two hosts.</summary>
    public void Heal(string first, string second)
    {
        HealOneWay(first, second);
        HealOneWay(second, first);
    }

    /// <summary>Heals one direction.</summary>
    public void HealOneWay(string from, string to) => LinkOf(from, to).IsCut = false;

    /// <summary>Heals everything.</summary>
    public void HealAll()
    {
        foreach (NetworkLink link in _links.Values)
        {
            link.IsCut = false;
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

    internal NetworkLink LinkOf(string from, string to)
    {
        Kernel.CheckThread();
        if (!_links.TryGetValue((from, to), out NetworkLink? link))
        {
            link = new NetworkLink(Kernel, _defaultLink);
            _links.Add((from, to), link);
        }

        return link;
    }
}
