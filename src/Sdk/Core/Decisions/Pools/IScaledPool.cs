namespace Scalewright.Decisions.Pools;

/// <summary>Something that has a size without being a cluster of this library: a partition of a scheduler, a deployment of an orchestrator. An engine keeps it by
/// <see cref="DecisionEngine.RunAsync(IScaledPool, TimeProvider, CancellationToken)"/>.</summary>
public interface IScaledPool
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>Looks how large it is.</summary>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="Providers.ProviderException">It cannot be asked.</exception>
    Task<PoolReading> LookAsync(CancellationToken cancellationToken);

    /// <summary>Asks for a size, and does not wait until it is so. An engine asks in every cycle, also for the size that it has.</summary>
    /// <param name="size">How many, 0 or more.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="Providers.ProviderException">It is refused, or cannot be asked.</exception>
    Task ResizeAsync(int size, CancellationToken cancellationToken);
}
