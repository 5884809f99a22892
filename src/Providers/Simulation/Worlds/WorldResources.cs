using System.Runtime.InteropServices;
using Scalewright.Planning;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>All resources of the simulation, and their state in lists.</summary>
internal sealed class WorldResources(
    SimulationKernel kernel,
    Func<SimulatedResource, TimeSpan> sampleLag,
    Func<int>? findLagCause = null,
    Action<SimulatedResource, int>? onShown = null
)
{
    private const int CompactAt = 1024;

    private readonly List<SimulatedResource> _listed = [];
    private readonly Dictionary<string, SimulatedResource> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(Owner Owner, string Token), SimulatedResource> _byToken = [];
    private readonly Dictionary<string, SimulatedClusterNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(Owner Owner, StepTarget Target, string Name), SimulatedResource> _named = [];
    private readonly Dictionary<(Owner Owner, string Group), int> _nodesOfGroup = [];
    private readonly Queue<string> _freeIds = new();
    private int _unlisted;
    private long _number;

    public long NextNumber() => ++_number;

    /// <summary>Returns an ID: a new one, or that of a removed resource when IDs are reused.</summary>
    public string MakeId(long number, bool reuses) => reuses && _freeIds.TryDequeue(out string? free) ? free : $"sim-{number:D8}";

    public void Add(SimulatedResource holding)
    {
        _byId.Add(holding.Current.Id, holding);
        _byToken.Add((holding.Tag.Owner, holding.Tag.Token), holding);
        _listed.Add(holding);
        if (holding is SimulatedClusterNode node)
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

    public void Change(SimulatedResource holding, Resource current)
    {
        holding.Current = current;
        Publish(holding);
    }

    public void Remove(SimulatedResource holding)
    {
        holding.IsDeleted = true;
        if (_byId.Remove(holding.Current.Id))
        {
            _freeIds.Enqueue(holding.Current.Id);
        }

        if (holding is SimulatedClusterNode node)
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

    public SimulatedResource? FindId(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Returns the resource that a token created, even if removed.</summary>
    public SimulatedResource? FindToken(Owner owner, string token) => _byToken.GetValueOrDefault((owner, token));

    public SimulatedClusterNode? FindHost(string host) => _nodes.GetValueOrDefault(host);

    public SimulatedResource? FindName(ResourceTag tag) =>
        tag.Target switch
        {
            StepTarget.Node => FindHost(tag.Name) is { } node && node.Tag.Owner == tag.Owner ? node : null,
            _ => _named.GetValueOrDefault((tag.Owner, tag.Target, tag.Name)),
        };

    /// <summary>Returns all resources with a name, of any owner, in order of creation.</summary>
    public List<SimulatedResource> FindAll(StepTarget target, string name) =>
        _listed.FindAll(holding => !holding.IsDeleted && holding.Tag.Target == target && holding.Tag.Name == name);

    public IEnumerable<string> Names(StepTarget target) =>
        _listed
            .Where(holding => !holding.IsDeleted && holding.Tag.Target == target)
            .Select(holding => holding.Tag.Name)
            .Distinct(StringComparer.Ordinal);

    public int GetNodeCount(Owner owner, string group) => _nodesOfGroup.GetValueOrDefault((owner, group));

    /// <summary>Returns the next page of listed resources, in order of creation.</summary>
    /// <param name="after">Number of the last resource on the previous page; 0 for the first page.</param>
    public List<SimulatedResource> Page(long after, int maxCount)
    {
        List<SimulatedResource> page = [];
        for (int index = IndexAfter(after); index < _listed.Count && page.Count < maxCount; index++)
        {
            if (_listed[index].Seen is not null)
            {
                page.Add(_listed[index]);
            }
        }

        return page;
    }

    /// <summary>Returns the nodes of an owner that lists show in an older state.</summary>
    public IEnumerable<SimulatedClusterNode> FindHidden(Owner? owner) =>
        _listed.OfType<SimulatedClusterNode>().Where(node => node.Changes > node.SeenChanges && (owner is null || node.Tag.Owner == owner));

    /// <summary>Makes lists show the current state of all resources, regardless of delays.</summary>
    public void ShowAll() =>
        Array.ForEach(_listed.ToArray(), holding => Show(holding, holding.Changes, holding.IsDeleted ? null : holding.Current));

    private void Publish(SimulatedResource holding)
    {
        int change = ++holding.Changes;
        Resource? view = holding.IsDeleted ? null : holding.Current;
        TimeSpan lag = sampleLag(holding);
        if (lag == TimeSpan.Zero)
        {
            Show(holding, change, view);
            return;
        }

        int cause = findLagCause?.Invoke() ?? -1;
        if (cause >= 0)
        {
            holding.AddLag(cause);
        }

        kernel.ScheduleAfter(
            lag.Ticks,
            (Action)(
                () =>
                {
                    if (Show(holding, change, view))
                    {
                        onShown?.Invoke(holding, cause);
                    }
                }
            )
        );
    }

    private bool Show(SimulatedResource holding, int change, Resource? view)
    {
        if (!holding.TrySetSeen(change, view))
        {
            return false;
        }

        if (holding.IsDeleted && view is null && ++_unlisted > CompactAt && _unlisted > _listed.Count / 2)
        {
            _listed.RemoveAll(resource => resource.IsDeleted && resource.Seen is null);
            _unlisted = 0;
        }

        return true;
    }

    private void CountNode(SimulatedClusterNode node, int by)
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
