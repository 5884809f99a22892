using System.Runtime.InteropServices;
using Scalewright.Planning;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Everything the place has, and what its lists show of it.</summary>
internal sealed class Inventory(SimulationKernel kernel, Func<Holding, TimeSpan> drawLag)
{
    private const int CompactAt = 1024;

    private readonly List<Holding> _listed = [];
    private readonly Dictionary<string, Holding> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(Owner Owner, string Token), Holding> _byToken = [];
    private readonly Dictionary<string, HeldNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(Owner Owner, StepTarget Target, string Name), Holding> _named = [];
    private readonly Dictionary<(Owner Owner, string Group), int> _nodesOfGroup = [];
    private readonly Queue<string> _freeIds = new();
    private int _unlisted;
    private long _number;

    public long NextNumber() => ++_number;

    /// <summary>An id: new, or that of something gone when the place gives them again.</summary>
    public string MakeId(long number, bool reuses) =>
        reuses && _freeIds.TryDequeue(out string? free) ? free : $"sim-{number:D8}";

    public void Add(Holding holding)
    {
        _byId.Add(holding.Current.Id, holding);
        _byToken.Add((holding.Tag.Owner, holding.Tag.Token), holding);
        _listed.Add(holding);
        if (holding is HeldNode node)
        {
            _nodes.TryAdd(node.Host, node);
            CountNode(node, 1);
        }
        else
        {
            _named.TryAdd((holding.Tag.Owner, holding.Tag.Target, holding.Tag.Name), holding);
        }

        Publish(holding);
    }

    public void Change(Holding holding, Resource current)
    {
        holding.Current = current;
        Publish(holding);
    }

    public void Remove(Holding holding)
    {
        holding.IsGone = true;
        if (_byId.Remove(holding.Current.Id))
        {
            _freeIds.Enqueue(holding.Current.Id);
        }

        if (holding is HeldNode node)
        {
            _nodes.Remove(node.Host);
            CountNode(node, -1);
        }
        else if (ReferenceEquals(FindName(holding.Tag), holding))
        {
            _named.Remove((holding.Tag.Owner, holding.Tag.Target, holding.Tag.Name));
        }

        Publish(holding);
    }

    public Holding? FindId(string id) => _byId.GetValueOrDefault(id);

    /// <summary>What a token has made, also when it is gone.</summary>
    public Holding? FindToken(Owner owner, string token) => _byToken.GetValueOrDefault((owner, token));

    public HeldNode? FindHost(string host) => _nodes.GetValueOrDefault(host);

    /// <summary>What an owner has of a name.</summary>
    public Holding? FindName(ResourceTag tag) => tag.Target == StepTarget.Node
        ? FindHost(tag.Name) is { } node && node.Tag.Owner == tag.Owner ? node : null
        : _named.GetValueOrDefault((tag.Owner, tag.Target, tag.Name));

    /// <summary>What anyone has of a name, in the order it was made.</summary>
    public List<Holding> FindAll(StepTarget target, string name) =>
        _listed.FindAll(holding => !holding.IsGone && holding.Tag.Target == target && holding.Tag.Name == name);

    /// <summary>The names that are in use, of a kind.</summary>
    public IEnumerable<string> Names(StepTarget target) =>
        _listed.Where(holding => !holding.IsGone && holding.Tag.Target == target).Select(holding => holding.Tag.Name).Distinct(StringComparer.Ordinal);

    public int CountNodesOf(Owner owner, string group) => _nodesOfGroup.GetValueOrDefault((owner, group));

    /// <summary>The next holdings that lists show, in the order they were made.</summary>
    /// <param name="after">Number of the last one of the page before; 0 for the first page.</param>
    /// <param name="countMax">How many at most.</param>
    public List<Holding> Page(long after, int countMax)
    {
        List<Holding> page = [];
        for (int index = IndexAfter(after); index < _listed.Count && page.Count < countMax; index++)
        {
            if (_listed[index].Seen is not null)
            {
                page.Add(_listed[index]);
            }
        }

        return page;
    }

    /// <summary>Lets lists show everything as it is now, however late that should have been.</summary>
    public void ShowAll() => Array.ForEach(_listed.ToArray(), holding => Show(holding, holding.Changes, holding.IsGone ? null : holding.Current));

    private void Publish(Holding holding)
    {
        int change = ++holding.Changes;
        Resource? view = holding.IsGone ? null : holding.Current;
        TimeSpan lag = drawLag(holding);
        if (lag == TimeSpan.Zero)
        {
            Show(holding, change, view);
            return;
        }

        kernel.ScheduleAfter(lag.Ticks, (Action)(() => Show(holding, change, view)));
    }

    private void Show(Holding holding, int change, Resource? view)
    {
        if (change <= holding.SeenChanges)
        {
            return;
        }

        holding.SeenChanges = change;
        holding.Seen = view;
        if (holding.IsGone && view is null && ++_unlisted > CompactAt && _unlisted > _listed.Count / 2)
        {
            _listed.RemoveAll(one => one.IsGone && one.Seen is null);
            _unlisted = 0;
        }
    }

    private void CountNode(HeldNode node, int by)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodesOfGroup, (node.Tag.Owner, node.Tag.Group), out _);
        count += by;
    }

    private int IndexAfter(long number)
    {
        int low = 0;
        int high = _listed.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _listed[middle].Number <= number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
