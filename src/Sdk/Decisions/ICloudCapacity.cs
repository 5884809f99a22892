namespace Scalewright.Decisions;

/// <summary>
/// Source of the free capacity of a domain's clouds, for providers whose capacity changes because machines are added,
/// removed or used by others. An engine queries it at the start of each cycle.
/// </summary>
public interface ICloudCapacity
{
    /// <summary>Reads the free capacity.</summary>
    /// <param name="clouds">Names of the clouds, in the domain's order.</param>
    /// <param name="cancellationToken">Cancels the query when it takes too long or the engine stops.</param>
    /// <returns>Number of nodes that each cloud has capacity for in addition to existing and starting nodes, 0 or more.
    /// For a cloud that is not listed, only its configured limit applies.</returns>
    /// <exception cref="Providers.ProviderException">The query failed. The cycle also fails, and the next cycle
    /// retries.</exception>
    Task<ValueMap<int>> ReadAsync(ValueList<string> clouds, CancellationToken cancellationToken);
}
