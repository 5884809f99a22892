namespace Sdk.Tests.Clusters;

internal sealed class CapableProvider(object capability, string name) : IProvider
{
    public string Name => name;

    public TimeProvider Clock => TimeProvider.System;

    public Random Random { get; } = new(1);

    public int MaxBatchSize => 1;

    public TimeSpan ConsistencyWindow => TimeSpan.Zero;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        program(cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        Task.FromResult(ValueList<Problem>.Empty);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        Task.FromResult(ValueList<Resource>.Empty);

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<StepOutcome>();

    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> => capability as TCapability;

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        throw new AgentException(node.Tag.Name, new Problem(ProblemCode.ConnectionLost, "there is no node", "make one"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
