using System.Runtime.InteropServices;
using Scalewright.Planning;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>All resources of the simulation, and their state in lists.</summary>
internal sealed class WorldResources(
    SimulationKernel kernel,
    Func<SimulatedResource, TimeSpan> sampleLag,
    Func<int>? findLagCause = null,
    Action<SimulatedResource, int>? onListed = null
)
{
    private const int CompactAt = 1024;

    private readonly List<SimulatedResource> _resources = [];
    private readonly Dictionary<string, SimulatedResource> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(Owner Owner, string Token), SimulatedResource> _byToken = [];
    private readonly Dictionary<string, SimulatedClusterNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(Owner Owner, StepTarget Target, string Name), SimulatedResource> _named = [];
    private readonly Dictionary<(Owner Owner, string Group), int> _nodesOfGroup = [];
    private readonly Queue<string> _freeIds = new();
    private int _unlistedCount;
    private long _lastNumber;

    public long NextNumber() => ++_lastNumber;

    /// <summary>Returns an ID: a new one, or that of a removed resource when IDs are reused.</summary>
    public string MakeId(long number, bool reuses) => reuses && _freeIds.TryDequeue(out string? free) ? free : $"sim-{number:D8}";

    public void Add(SimulatedResource resource)
    {
        _byId.Add(resource.Current.Id, resource);
        _byToken.Add((resource.Tag.Owner, resource.Tag.Token), resource);
        _resources.Add(resource);
        if (resource is SimulatedClusterNode node)
        {
            _nodes.TryAdd(node.Host, node);
            CountNode(node, 1);
        }
        else
        {
            _named.TryAdd((resource.Tag.Owner, resource.Tag.Target, resource.Tag.Name), resource);
        }

        Publish(resource);
    }

    public void Change(SimulatedResource resource, Resource current)
    {
        resource.Current = current;
        Publish(resource);
    }

    public void Remove(SimulatedResource resource)
    {
        resource.IsDeleted = true;
        if (_byId.Remove(resource.Current.Id))
        {
            _freeIds.Enqueue(resource.Current.Id);
        }

        if (resource is SimulatedClusterNode node)
        {
            _nodes.Remove(node.Host);
            CountNode(node, -1);
        }
        else if (ReferenceEquals(FindName(resource.Tag), resource))
        {
            _named.Remove((resource.Tag.Owner, resource.Tag.Target, resource.Tag.Name));
        }

        Publish(resource);
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
        _resources.FindAll(resource => !resource.IsDeleted && resource.Tag.Target == target && resource.Tag.Name == name);

    public IEnumerable<string> Names(StepTarget target) =>
        _resources
            .Where(resource => !resource.IsDeleted && resource.Tag.Target == target)
            .Select(resource => resource.Tag.Name)
            .Distinct(StringComparer.Ordinal);

    public int GetNodeCount(Owner owner, string group) => _nodesOfGroup.GetValueOrDefault((owner, group));

    /// <summary>Returns the next page of listed resources, in order of creation.</summary>
    /// <param name="after">Number of the last resource on the previous page; 0 for the first page.</param>
    public List<SimulatedResource> Page(long after, int maxCount)
    {
        List<SimulatedResource> page = [];
        for (int index = IndexAfter(after); index < _resources.Count && page.Count < maxCount; index++)
        {
            if (_resources[index].Listed is not null)
            {
                page.Add(_resources[index]);
            }
        }

        return page;
    }

    /// <summary>Returns the nodes of an owner that lists show in an older state.</summary>
    public IEnumerable<SimulatedClusterNode> FindLagging(Owner? owner) =>
        _resources.OfType<SimulatedClusterNode>().Where(node => node.IsLagging && (owner is null || node.Tag.Owner == owner));

    /// <summary>Makes lists show the current state of all resources, regardless of delays.</summary>
    public void ListAll() =>
        Array.ForEach(_resources.ToArray(), resource => SetListed(resource, resource.ChangeCount, GetListable(resource)));

    private void Publish(SimulatedResource resource)
    {
        int change = ++resource.ChangeCount;
        Resource? state = GetListable(resource);
        TimeSpan lag = sampleLag(resource);
        if (lag == TimeSpan.Zero)
        {
            SetListed(resource, change, state);
            return;
        }

        int cause = findLagCause?.Invoke() ?? EventNumbers.None;
        if (cause != EventNumbers.None)
        {
            resource.AddLag(cause);
        }

        kernel.ScheduleAfter(
            lag.Ticks,
            (Action)(
                () =>
                {
                    if (SetListed(resource, change, state))
                    {
                        onListed?.Invoke(resource, cause);
                    }
                }
            )
        );
    }

    private static Resource? GetListable(SimulatedResource resource) => resource.IsDeleted ? null : resource.Current;

    /// <summary>Makes lists show the state after a change. Returns false if they show a later one.</summary>
    private bool SetListed(SimulatedResource resource, int change, Resource? state)
    {
        if (!resource.TrySetListed(change, state))
        {
            return false;
        }

        if (resource.IsDeleted && state is null && ++_unlistedCount > CompactAt && _unlistedCount > _resources.Count / 2)
        {
            _resources.RemoveAll(other => other.IsDeleted && other.Listed is null);
            _unlistedCount = 0;
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
        int high = _resources.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _resources[middle].Number <= number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
