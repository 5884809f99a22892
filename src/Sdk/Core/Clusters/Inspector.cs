using Scalewright.Clusters.State;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Compares the resources that the provider lists with a state. Changes neither.</summary>
/// <param name="check">Called with each list of resources; throws to reject the list.</param>
internal sealed class Inspector(
    GuardedProvider provider,
    ClusterState state,
    Owner owner,
    ClusterOptions settings,
    Action<ValueList<Resource>> check
)
{
    private readonly Retry _retry = ProviderRetry.Create(provider, settings.Retry);
    private (int Count, ValueList<PlanStep> Steps)? _confirmed;
    private ValueList<Resource>? _seed;

    /// <summary>
    /// Uses a list instead of the next one, once. It must have been made under the lock of the state.
    /// </summary>
    public void Seed(ValueList<Resource> resources) => _seed = resources;

    /// <summary>
    /// Compares existing resources with the state. Confirms differences by a second observation after the consistency
    /// window; the same differences are confirmed only once.
    /// </summary>
    public Task<Inspection> InspectAsync(Topology desired, CancellationToken cancellationToken) =>
        InspectAsync(desired, provider.ObserveAsync, cancellationToken);

    /// <summary>Advances the nodes if the provider requires it, and then compares.</summary>
    public Task<Inspection> AdvanceAsync(Topology desired, CancellationToken cancellationToken)
    {
        if (provider.Find<INodeAdvancement>() is not { } advancement || (_seed is { Count: 0 } && IsEmpty))
        {
            return InspectAsync(desired, cancellationToken);
        }

        // The list that a seed replaces also advances nodes.
        _seed = null;
        return InspectAsync(desired, advancement.AdvanceAsync, cancellationToken);
    }

    private bool IsEmpty => !state.HasIntents && state.Resources.Count == 0;

    private async Task<Inspection> InspectAsync(
        Topology desired,
        Func<Owner, CancellationToken, Task<ValueList<Resource>>> list,
        CancellationToken cancellationToken
    )
    {
        Inspection inspection = Inspect(await ListAsync(list, cancellationToken), desired);
        if (inspection.IsSettled || provider.ConsistencyWindow <= TimeSpan.Zero || GetKey(inspection) == _confirmed)
        {
            return inspection;
        }

        // A resource that was just removed may still be listed, and a created one may not be listed yet. Timestamps do
        // not help, because clocks differ.
        await Task.Delay(provider.ConsistencyWindow, provider.Clock, cancellationToken);
        inspection = Inspect(await ListAsync(provider.ObserveAsync, cancellationToken), desired);
        _confirmed = GetKey(inspection);
        return inspection;
    }

    public Inspection Inspect(ValueList<Resource> resources, Topology desired) => Inspection.Create(state, resources, owner, desired);

    /// <summary>Clears the confirmed differences, because new changes may be listed late.</summary>
    public void Restart() => _confirmed = null;

    private static (int Count, ValueList<PlanStep> Steps) GetKey(Inspection inspection) => (inspection.Differences.Count, inspection.Steps);

    private async Task<ValueList<Resource>> ListAsync(
        Func<Owner, CancellationToken, Task<ValueList<Resource>>> list,
        CancellationToken cancellationToken
    )
    {
        ValueList<Resource> resources = TakeSeed() ?? await _retry.QueryAsync(token => list(owner, token), cancellationToken);
        check(resources);
        return resources;
    }

    private ValueList<Resource>? TakeSeed()
    {
        ValueList<Resource>? seed = _seed;
        _seed = null;
        return seed;
    }
}
