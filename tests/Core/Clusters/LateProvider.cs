using Microsoft.Extensions.Logging;

namespace Sdk.Tests.Clusters;

internal sealed class LateProvider(IProvider place, TimeSpan delay) : TimeProvider, IProvider
{
    public string Name => place.Name;

    public TimeProvider Clock => this;

    public Random Random => place.Random;

    public ILogger Logger => place.Logger;

    public int MaxBatchSize => place.MaxBatchSize;

    public TimeSpan ConsistencyWindow => place.ConsistencyWindow;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + delay;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        place.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        place.CheckAsync(topology, cancellationToken);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        place.ObserveAsync(owner, cancellationToken);

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        place.ApplyAsync(requests, cancellationToken);

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        place.ConnectAsync(node, cancellationToken);

    public ValueTask DisposeAsync() => place.DisposeAsync();
}
