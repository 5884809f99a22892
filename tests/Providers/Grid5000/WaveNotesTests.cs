namespace Grid5000.Tests;

/// <summary>Log lines of waves and progress, as in the READMEs of all providers.</summary>
public sealed class WaveNotesTests
{
    private readonly CollectedLog<WaveNotesTests> _log = new();
    private readonly ContractRequests _orders = new(new Random(3), "told", name => new NodeSpec(name, 1));
    private readonly GuardedProvider _guarded;
    private ValueList<Resource> _resources = [];
    private ValueList<StepOutcome> _outcomes = [];

    public WaveNotesTests() => _guarded = new AnsweringProvider(_log, () => _resources, () => _outcomes).Guard();

    [Fact]
    public async Task A_stale_empty_list_of_a_new_cluster_is_not_logged_as_no_node_left()
    {
        Resource node = (await MakeAsync("n-1")).Resource!;

        await ObserveAsync(_orders.Owner);
        await ObserveAsync(_orders.Owner, node);
        await ObserveAsync(_orders.Owner, node);

        _log.Lines.Skip(1).ShouldBe(["5304 Information told: all nodes (1) are ready 00:00:00 after the start"]);
    }

    [Fact]
    public async Task Progress_is_logged_once_per_change_and_failed_nodes_are_logged_as_a_warning()
    {
        (Resource one, Resource other) = ((await MakeAsync("n-1")).Resource!, (await MakeAsync("n-2")).Resource!);
        Resource pending = other with { State = ResourceState.Pending };

        await ObserveAsync(_orders.Owner, one, pending);
        await ObserveAsync(_orders.Owner, one, pending);
        await ObserveAsync(_orders.Owner, one, other with { State = ResourceState.Failed });

        _log.Lines.Skip(2)
            .ShouldBe([
                "5303 Debug told: nodes 2, ready 1, pending 1, leaving 0, failed 0, 00:00:00 after the start",
                "5305 Warning told: nodes 2, ready 1, failed 1, 00:00:00 after the start",
            ]);
    }

    [Fact]
    public async Task Unstarted_deletions_are_logged_as_possible_leftovers_and_an_empty_list_as_no_node_left()
    {
        Resource node = (await MakeAsync("n-1")).Resource!;

        await DrainAsync([_orders.DestroyNode(node)]);
        await ObserveAsync(null);

        _log.Lines.Skip(1)
            .ShouldBe([
                "5300 Information told: a wave of steps (1) took 00:00:00: 0 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 1 not started",
                "5302 Warning told: resources that may be left behind: 1, the first n-1; unless its program resumes, reap removes it",
                "5306 Information told: all nodes are deleted, 00:00:00 after the start",
            ]);
    }

    private async Task<StepOutcome> MakeAsync(string name)
    {
        StepRequest order = _orders.CreateNode(name);
        StepOutcome made = new(order.Token, StepResult.Succeeded)
        {
            Resource = new Resource($"id-{name}", order.Tag, ResourceState.Ready, default),
        };
        await DrainAsync([order], made);
        return made;
    }

    private async Task ObserveAsync(Owner? owner, params Resource[] resources)
    {
        _resources = [.. resources];
        await _guarded.ObserveAsync(owner);
    }

    private async Task DrainAsync(ValueList<StepRequest> orders, params StepOutcome[] outcomes)
    {
        _outcomes = [.. outcomes];
        await _guarded.ApplyAllAsync(orders);
    }

    /// <summary>A provider without a backend, whose responses are set by the test.</summary>
    private sealed class AnsweringProvider(ILogger logger, Func<ValueList<Resource>> list, Func<ValueList<StepOutcome>> apply) : IProvider
    {
        public string Name => "answering";

        public TimeProvider Clock { get; } = new StoppedWatch(TimeProvider.System);

        public Random Random { get; } = new(1);

        public ILogger Logger => logger;

        public int MaxBatchSize => 16;

        public TimeSpan ConsistencyWindow => TimeSpan.Zero;

        public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
            program(cancellationToken);

        public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
            Task.FromResult(ValueList<Problem>.Empty);

        public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
            Task.FromResult(list());

        public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
            apply().ToAsyncEnumerable();

        public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
