namespace Scalewright.Decisions.Pools;

/// <summary>
/// Scalable resource that is not a cluster of this library, for example a partition of a scheduler or a deployment of
/// an orchestrator. Scaled by <see cref="DecisionEngine.RunAsync(IScaledPool, TimeProvider, CancellationToken)"/>.
/// </summary>
public interface IScaledPool
{
    /// <summary>Name of the pool.</summary>
    string Name { get; }

    /// <summary>Reads the current size.</summary>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="Providers.ProviderException">The query failed.</exception>
    Task<PoolObservation> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>Requests a size without waiting. Called in every cycle, even if the size does not change.</summary>
    /// <param name="size">Requested size, 0 or more.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="Providers.ProviderException">The request was rejected or failed.</exception>
    Task ResizeAsync(int size, CancellationToken cancellationToken);
}
