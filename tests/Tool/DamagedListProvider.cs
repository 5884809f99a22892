namespace Tool.Tests;

/// <summary>A provider that lists a resource without a tag, or throws an exception outside its contract.</summary>
internal sealed class DamagedListProvider(bool throws) : IProvider
{
    public string Name => "odd";

    public TimeProvider Clock => TimeProvider.System;

    public Random Random { get; } = new(1);

    public int MaxBatchSize => 1;

    public TimeSpan ConsistencyWindow => TimeSpan.Zero;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        program(cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        Task.FromResult(ValueList<Problem>.Empty);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        throws
            ? throw new InvalidTimeZoneException("broken")
            : Task.FromResult<ValueList<Resource>>([new Resource("i-1", null!, ResourceState.Ready, default)]);

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<StepOutcome>();

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
