using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters.Telemetry;

/// <summary>
/// Adds metrics, timeouts and validation to the calls of a provider and its capabilities. Internal types require it, so
/// that no call reaches a provider without them.
/// </summary>
internal sealed class InstrumentedProvider : IProvider
{
    private readonly InstrumentedCalls _calls;

    private InstrumentedProvider(IProvider inner) => (Inner, _calls) = (inner, new InstrumentedCalls(inner));

    /// <summary>The provider itself. Only for members that are not part of <see cref="IProvider"/>.</summary>
    public IProvider Inner { get; }

    public string Name => Inner.Name;

    public TimeProvider Clock => Inner.Clock;

    public Random Random => Inner.Random;

    public int MaxBatchSize => Inner.MaxBatchSize;

    public TimeSpan ConsistencyWindow => Inner.ConsistencyWindow;

    /// <summary>Timeout of a query. Default unlimited, because the caller can cancel.</summary>
    public TimeSpan QueryTimeout
    {
        get => _calls.QueryTimeout;
        set => _calls.QueryTimeout = value;
    }

    /// <summary>Wraps a provider once: a wrapped provider gets a wrapper of its own with other timeouts.</summary>
    public static InstrumentedProvider Over(IProvider provider) =>
        new(provider is InstrumentedProvider { Inner: var inner } ? inner : provider);

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        Inner.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        _calls.CheckAsync(topology, cancellationToken);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _calls.ObserveAsync(owner, cancellationToken);

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        _calls.ApplyAsync(requests, cancellationToken);

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> =>
        Inner.Find<TCapability>() is { } capability ? TCapability.Guard(capability, _calls) : null;

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        _calls.ConnectAsync(node, cancellationToken);

    public ValueTask DisposeAsync() => Inner.DisposeAsync();
}
