using Scalewright.Providers.Slurm.Allocations;
using Scalewright.Providers.Slurm.Steps;

namespace Scalewright.Providers.Slurm;

/// <summary>
/// Provider of nodes in a Slurm cluster. A node is a job that allocates a machine, or part of one, until it is
/// cancelled. Connections to the node use steps of the job.
/// </summary>
/// <remarks>The state of a node is stored in Slurm; the comment of its job contains the ownership tag. Several programs
/// of a user can share a cluster.</remarks>
/// <example>
/// Provisions three nodes as jobs of a partition, each for up to eight hours:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// SlurmClientOptions slurm = new() { Partition = "main", TimeLimit = TimeSpan.FromHours(8) };
/// await using SlurmProvider provider = new(new SlurmOptions { Client = slurm });
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider)
///     .WithState("shop-state").ProvisionAsync();
/// Console.WriteLine((await cluster.Nodes[0].RunAsync(["hostname"])).Output);
/// </code>
/// </example>
public sealed class SlurmProvider : IProvider, INodeAddresses
{
    private const int MaxWave = 100;

    private readonly SlurmOptions _options;
    private readonly SlurmClient _client;
    private readonly SlurmAllocations _list;
    private readonly AllocationStepExecutor _executor;

    /// <summary>Creates a provider of nodes in a Slurm cluster. Sends no request yet.</summary>
    /// <param name="options">Slurm cluster and settings of its nodes; null for the defaults.</param>
    /// <param name="logger">Logger for jobs; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public SlurmProvider(SlurmOptions? options = null, ILogger<SlurmProvider>? logger = null)
    {
        _options = (options ?? new SlurmOptions()).Checked();
        Logger = logger ?? NullLogger<SlurmProvider>.Instance;
        Random = _options.Random ?? new SystemRandom();
        _client = new SlurmClient(_options.Client);
        _list = new SlurmAllocations(_options.Client, Logger);
        _executor = new AllocationStepExecutor(_client, _list, _options, Logger);
    }

    /// <inheritdoc/>
    public string Name => SlurmProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Client.Clock;

    /// <inheritdoc/>
    public Random Random { get; }

    /// <inheritdoc/>
    public ILogger Logger { get; }

    /// <inheritdoc/>
    public int MaxBatchSize => MaxWave;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program(cancellationToken);
    }

    /// <summary>Checks whether Slurm would accept each kind of node. Submits no job.</summary>
    /// <inheritdoc/>
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        await _list.ReadAsync(cancellationToken);
        ProblemList problems = new();
        problems.AddRange(
            (_options.Agent?.Check() ?? [])
                .Concat(topology.Nodes.SelectMany(AllocationRequest.Check))
                .Concat(IgnoredStartup.Find(topology.Nodes, "machine", IgnoredStartup.RunLater))
        );
        if (problems.HasErrors)
        {
            return problems.ToValueList();
        }

        foreach (
            IGrouping<SlurmJobRequest, NodeSpec> kind in topology.Nodes.GroupBy(node =>
                AllocationRequest.Create(node, "", _options) with
                {
                    Name = "check",
                }
            )
        )
        {
            try
            {
                await _client.TestOnlyAsync(kind.Key, cancellationToken);
            }
            catch (ProviderException failure) when (!failure.IsTransient)
            {
                problems.AddRange(kind.Select(node => failure.Problems[0] with { Field = node.Name }));
            }
        }

        return problems.ToValueList();
    }

    /// <summary>
    /// Lists the existing resources of an owner, without jobs that have ended. The reason why a job ended is logged,
    /// and reported by <c>ConnectAsync</c>.
    /// </summary>
    /// <inheritdoc/>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        Resource.SelectOwned(
            owner,
            (await _list.ReadAsync(cancellationToken)).Select(job => job.ToResource(Clock.GetUtcNow(), _options.NoticePeriod))
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        Lazy<Task<ValueList<SlurmAllocation>>> before = new(() => _list.ReadAsync(CancellationToken.None));
        IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls = requests.Select<StepRequest, Func<Task<ValueList<StepOutcome>>>>(request =>
            async () => [await _executor.ExecuteAsync(request, before)]
        );
        return StepCallRunner.RunAsync(requests, calls, _options.MaxConcurrency, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        SlurmAllocation job = await FindRunningAsync(node, cancellationToken);
        StepRunner runner = new(name, job, _list.GetAddress(job.Id), _options.Client, _client, Logger);
        if (_options.Agent is not { } agent)
        {
            return new StepConnection(runner);
        }

        AgentDeployer deployment = new(
            new StepAgentTransport(runner),
            agent with
            {
                Folder = AllocationRequest.AgentFolder(_options) + job.Id,
                Epoch = node.Tag.Epoch,
                AllowAutoRestart = false,
            }
        );
        return await deployment.ConnectAsync(new NodeAddress(job.Machine), name, cancellationToken);
    }

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _list.GetAddress(node.Id);
    }

    /// <summary>Does not remove the nodes.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<SlurmAllocation> FindRunningAsync(Resource node, CancellationToken cancellationToken)
    {
        string name = node.Tag.Name;
        try
        {
            SlurmAllocation? job = await _list.FindAsync(node.Id, cancellationToken);
            if (job is null || job.IsCompleted || job.Tag?.Token != node.Tag.Token)
            {
                SlurmAllocation? allocation = job?.Tag?.Token == node.Tag.Token ? job : null;
                throw new AgentException(name, SlurmProblems.NotFound(name, allocation));
            }

            return job.IsRunning ? job : throw new AgentException(name, SlurmProblems.NotRunning(name, job)) { IsTransient = true };
        }
        catch (ProviderException failure)
        {
            throw new AgentException(name, failure.Problems[0], failure) { IsTransient = failure.IsTransient };
        }
    }
}

/// <summary>Transport to one node for deploying an agent.</summary>
internal sealed class StepAgentTransport(StepRunner runner) : INodeTransport
{
    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        Task.FromResult<INodeConnection>(new StepConnection(runner));

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    ) => runner.OpenAsync(command, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
