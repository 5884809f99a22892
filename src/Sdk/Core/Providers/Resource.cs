namespace Scalewright.Providers;

/// <summary>Resource that exists in a provider's backend.</summary>
/// <param name="Id">Id in the backend. It may be reused, but not with the same <see cref="CreatedAt"/> and
/// token.</param>
/// <param name="Tag">Owner and identity of the resource.</param>
/// <param name="State">State of the resource.</param>
/// <param name="CreatedAt">Creation time by the provider's clock.</param>
public sealed record Resource(string Id, ResourceTag Tag, ResourceState State, DateTimeOffset CreatedAt)
{
    /// <summary>Time at which the provider reclaims the resource, as with spot nodes. Null if it does not.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Cloud in which the resource was created. Empty if the provider has only one.</summary>
    public string Cloud { get; init; } = "";

    /// <summary>
    /// Reason why the resource is not ready or has failed, or, while it is being removed, why it still exists. Null if
    /// the resource is ready or the backend gives no reason.
    /// </summary>
    public WaitingReason? Waiting { get; init; }

    /// <summary>Returns the resources of an owner in the order of <see cref="IProvider.ObserveAsync"/>: by creation and id.</summary>
    /// <param name="owner">Owner of the resources; null for all owners.</param>
    /// <param name="resources">Resources in any order. Null entries are ignored.</param>
    public static ValueList<Resource> SelectOwned(Owner? owner, IEnumerable<Resource?> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        return
        [
            .. resources
                .OfType<Resource>()
                .Where(resource => owner is null || resource.Tag.Owner == owner)
                .OrderBy(resource => resource.CreatedAt)
                .ThenBy(resource => resource.Id, StringComparer.Ordinal),
        ];
    }
}
