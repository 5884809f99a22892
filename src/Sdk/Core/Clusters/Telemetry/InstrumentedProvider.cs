using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters.Telemetry;

/// <summary>Adds metrics, timeouts and validation to the calls of a provider and its capabilities.</summary>
internal sealed class InstrumentedProvider(IProvider inner) : IProvider
{
    private readonly InstrumentedCalls _calls = new(inner);

    public string Name => inner.Name;

    public TimeProvider Clock => inner.Clock;

    public Random Random => inner.Random;

    public int MaxBatchSize => inner.MaxBatchSize;

    public TimeSpan ConsistencyWindow => inner.ConsistencyWindow;

    /// <summary>Timeout of a query. Default unlimited, because the caller can cancel.</summary>
    public TimeSpan QueryTimeout
    {
        get => _calls.QueryTimeout;
        set => _calls.QueryTimeout = value;
    }

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        inner.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        _calls.CheckAsync(topology, cancellationToken);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _calls.ObserveAsync(owner, cancellationToken);

    public IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        _calls.ApplyAsync(requests, cancellationToken);

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> =>
        inner.Find<TCapability>() is { } capability ? TCapability.Guard(capability, _calls) : null;

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        _calls.ConnectAsync(node, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
