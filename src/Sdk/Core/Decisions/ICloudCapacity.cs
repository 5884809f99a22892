namespace Scalewright.Decisions;

/// <summary>
/// Source of the free capacity of a domain's clouds, for providers where it changes because machines are added, removed
/// or used by others. An engine queries it at the start of each cycle.
/// </summary>
public interface ICloudCapacity
{
    /// <summary>Reads the free capacity.</summary>
    /// <param name="clouds">Names of the clouds, in the domain's order.</param>
    /// <param name="cancellationToken">Cancels the query when it takes too long or the engine stops.</param>
    /// <returns>Number of additional nodes each cloud has capacity for, 0 or more, besides existing and starting ones.
    /// A cloud that is not listed has only its configured limit.</returns>
    /// <exception cref="Providers.ProviderException">The query and the cycle fail; the next cycle retries.</exception>
    Task<ValueMap<int>> ReadAsync(ValueList<string> clouds, CancellationToken cancellationToken);
}
