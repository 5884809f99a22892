using Scalewright.Clusters.State;
using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>
/// Result of observing the provider: recorded nodes that are starting, failed, changed by others or terminating.
/// </summary>
internal sealed class ProviderObservation
{
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Resource> _drifted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _starting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WaitingReason> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _terminating = new(StringComparer.Ordinal);

    public ProviderObservation(ClusterState state, ValueList<Resource> resources, DriftPolicy drift)
    {
        foreach (Resource resource in (IEnumerable<Resource>)resources)
        {
            if (
                resource.Tag.Target != StepTarget.Node
                || state.Find(StepTarget.Node, resource.Tag.Name) is not { } entry
                || !entry.Is(resource)
            )
            {
                continue;
            }

            bool isDrifted = entry.Digest != resource.Tag.Digest;
            if (isDrifted)
            {
                _drifted.Add(entry.Name, resource);
            }

            // A node whose machine is lost is unreachable: it was ready before, and monitoring replaces it.
            if (resource is { State: ResourceState.Pending, Waiting: not { IsContactLost: true } })
            {
                _starting.Add(entry.Name);
            }

            if (resource.State == ResourceState.Failed || (isDrifted && drift == DriftPolicy.Repair))
            {
                _failed.Add(entry.Name);
            }

            if (resource is { State: ResourceState.Pending or ResourceState.Failed, Waiting: { } reason })
            {
                _waiting[entry.Name] = reason;
                if (!reason.CanResolve && !(isDrifted && drift == DriftPolicy.Repair))
                {
                    _blocked.Add(entry.Name);
                }
            }

            if (resource.EndsAt is { } end)
            {
                _terminating.Add(entry.Name, end);
            }
        }
    }

    public IReadOnlySet<string> Failed => _failed;

    /// <summary>Nodes that were changed by others.</summary>
    public IReadOnlyDictionary<string, Resource> Drifted => _drifted;

    /// <summary>Nodes whose reason a replacement of the same specification would have, too.</summary>
    public IReadOnlySet<string> Blocked => _blocked;

    public IReadOnlySet<string> Starting => _starting;

    /// <summary>Reasons of nodes that are not ready.</summary>
    public IReadOnlyDictionary<string, WaitingReason> Waiting => _waiting;

    /// <summary>Names of nodes that the provider will terminate, with the time.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Terminating => _terminating;
}
