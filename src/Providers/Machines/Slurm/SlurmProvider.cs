using Scalewright.Providers.Slurm.Allocations;
using Scalewright.Providers.Slurm.Steps;
using Scalewright.Randomness;

namespace Scalewright.Providers.Slurm;

/// <summary>A Slurm cluster as a place: a node is a job that holds its machine, or a part of one, until it is cancelled. The way into it are steps of the job.</summary>
/// <remarks>All that is known of a node stands at Slurm: whose it is in the comment of its job. Several programs of a user may use one cluster.</remarks>
public sealed class SlurmProvider : IProvider, IKnowsAddresses
{
    private const int WaveMax = 100;

    private readonly SlurmProviderOptions _options;
    private readonly ILogger _logger;
    private readonly SlurmClient _client;
    private readonly AllocationList _list;
    private readonly AllocationOrders _orders;
    private readonly WaveNotes _waves;

    /// <summary>Nodes of a Slurm cluster; nothing is asked yet.</summary>
    /// <param name="options">Which Slurm, and what nodes are there; null: the defaults.</param>
    /// <param name="logger">Takes what becomes of jobs; null: nobody.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public SlurmProvider(SlurmProviderOptions? options = null, ILogger<SlurmProvider>? logger = null)
    {
        _options = (options ?? new SlurmProviderOptions()).Checked();
        _logger = logger ?? NullLogger<SlurmProvider>.Instance;
        Chance = _options.Chance ?? new SystemChance();
        _client = new SlurmClient(_options.Slurm);
        _list = new AllocationList(_options.Slurm, _logger);
        _orders = new AllocationOrders(_client, _list, _options, _logger);
        _waves = new WaveNotes(_logger, Clock);
    }

    /// <inheritdoc/>
    public string Name => SlurmProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Slurm.Clock;

    /// <inheritdoc/>
    public Random Chance { get; }

    /// <inheritdoc/>
    public int OrdersMax => WaveMax;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program(cancellationToken);
    }

    /// <summary>Asks Slurm of each kind of node whether it would take it; nothing is made.</summary>
    /// <inheritdoc/>
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        await _list.ReadAsync(cancellationToken);
        ProblemList problems = new();
        problems.AddRange((_options.Agent?.Check() ?? []).Concat(topology.Nodes.SelectMany(AllocationRequest.Check)));

        if (problems.HasErrors)
        {
            return problems.ToValueList();
        }

        foreach (IGrouping<SlurmJobRequest, NodeSpec> kind in topology.Nodes.GroupBy(node => AllocationRequest.Of(node, "", _options) with { Name = "check" }))
        {
            try
            {
                await _client.TestAsync(kind.Key, cancellationToken);
            }
            catch (ProviderException refusal) when (!refusal.MayRetry)
            {
                problems.AddRange(kind.Select(node => refusal.Problems[0] with { Field = node.Name }));
            }
        }

        return problems.ToValueList();
    }

    /// <summary>What exists now of an owner. A job that ended is none of it; why it did is logged, and told to who connects.</summary>
    /// <inheritdoc/>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _waves.SeenInOrder(owner, (await _list.ReadAsync(cancellationToken)).Select(job => job.ToResource(Clock.GetUtcNow(), _options.EndNotice)));

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(orders);
        Lazy<Task<ValueList<Allocation>>> before = new(() => _list.ReadAsync(CancellationToken.None));
        IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls = orders.Select<StepOrder, Func<Task<ValueList<StepOutcome>>>>(order => async () => [await _orders.DoAsync(order, before)]);
        return _waves.MakeAsync(orders, calls, _options.CallsMax, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        Allocation job = await FindRunningAsync(node, cancellationToken);
        StepRunner runner = new(name, job, _list.AddressOf(job.Id), _options.Slurm, _client, _logger);
        if (_options.Agent is not { } agent)
        {
            return new StepConnection(runner);
        }

        AgentDeployment deployment = new(new StepEntrance(runner), agent with { Folder = AllocationRequest.AgentFolder(_options) + job.Id, Epoch = node.Tag.Epoch, StartsAgain = false });
        return await deployment.ConnectAsync(new NodeAddress(job.Machine), name, cancellationToken);
    }

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _list.AddressOf(node.Id);
    }

    /// <summary>The nodes stay.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Allocation> FindRunningAsync(Resource node, CancellationToken cancellationToken)
    {
        string name = node.Tag.Name;
        try
        {
            Allocation? job = await _list.FindAsync(node.Id, cancellationToken);
            return job is null || job.IsOver || job.Mark?.Token != node.Tag.Token ? throw new AgentException(name, SlurmProblems.Gone(name, job?.Mark?.Token == node.Tag.Token ? job : null))
                : !job.IsRunning ? throw new AgentException(name, SlurmProblems.NotRunning(name, job)) { MayPass = true }
                : job;
        }
        catch (ProviderException failure)
        {
            throw new AgentException(name, failure.Problems[0], failure) { MayPass = failure.MayRetry };
        }
    }
}

/// <summary>The way into one node for whoever puts an agent there.</summary>
internal sealed class StepEntrance(StepRunner runner) : INodeTransport
{
    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) => Task.FromResult<INodeConnection>(new StepConnection(runner));

    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default) => runner.OpenAsync(words, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
