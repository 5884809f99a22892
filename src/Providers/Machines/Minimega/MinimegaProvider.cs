using System.Runtime.CompilerServices;
using Scalewright.Providers.Minimega.Backend;
using Scalewright.Providers.Minimega.Guests;

namespace Scalewright.Providers.Minimega;

/// <summary>
/// Provider of nodes that are VMs or containers of minimega, with a namespace for each cluster. Connections to nodes
/// use minimega's command-and-control service.
/// </summary>
/// <remarks>The state is stored in minimega; the ownership tag of a node is stored as a tag of its VM at launch.
/// Several programs can share a server.</remarks>
/// <example>
/// Launches two containers of the minimega server on this machine:
/// <code>
/// Profile web = Profile.Create("web").WithCount(2)
///     .WithNode(node => node with { Image = "/tmp/minimega/files/rootfs", MemoryMiB = 64 }).Build();
/// Topology shop = Topology.Create("shop").AddProfile(web).Build();
/// MinimegaOptions options = new() { DefaultNodeKind = MinimegaNodeKind.Container };
/// await using MinimegaProvider provider = new(options);
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync();
/// Console.WriteLine((await cluster.Nodes[0].RunAsync(["hostname"])).Output);
/// </code>
/// </example>
public sealed class MinimegaProvider : IProvider, INodeAdvancement
{
    private const int MaxWave = 64;

    private readonly MinimegaOptions _options;
    private readonly MinimegaNamespaces _spaces;
    private readonly VmList _list;
    private readonly VmStepExecutor _executor;

    /// <summary>
    /// Creates a provider of nodes of a minimega server. It connects to the server on the first request.
    /// </summary>
    /// <param name="options">Socket of the server and settings of nodes; null for the defaults.</param>
    /// <param name="logger">Logger for commands; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public MinimegaProvider(MinimegaOptions? options = null, ILogger? logger = null)
    {
        _options = (options ?? new MinimegaOptions()).Checked();
        Logger = logger ?? NullLogger.Instance;
        _spaces = new MinimegaNamespaces(_options, Logger);
        _list = new VmList(_spaces, _options);
        _executor = new VmStepExecutor(_spaces, _list, new VmRemoval(_spaces, _list, _options), _options);
    }

    /// <inheritdoc/>
    public string Name => MinimegaProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Random => _options.Random;

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

    /// <inheritdoc/>
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        MinimegaClient server = await _spaces.ConnectToServerAsync(cancellationToken);
        await server.GetVersionAsync(cancellationToken);
        ProblemList problems = new();
        problems.AddRange(topology.Nodes.SelectMany(node => VmLaunch.Check(node, _options)));
        problems.AddRange(
            topology.Nodes.DistinctBy(node => node.Hardware, ReferenceEqualityComparer.Instance).SelectMany(NetworkCards.Check)
        );
        return problems.ToValueList();
    }

    /// <inheritdoc/>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        Resource.SelectOwned(owner, await _list.ReadAsync(owner, cancellationToken));

    /// <inheritdoc/>
    /// <remarks>
    /// Starts VMs whose program was killed between launch and start. Removes those that do not start.
    /// </remarks>
    public async Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ValueList<Resource> resources = await ObserveAsync(owner, cancellationToken);
        return resources.Any(static node => node.State == ResourceState.Pending) && await _executor.CompleteAsync(owner, cancellationToken)
            ? await ObserveAsync(owner, cancellationToken)
            : resources;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return RunStepsAsync(requests, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        try
        {
            MinimegaVm? vm = await _list.FindAsync(node.Id, cancellationToken);
            if (vm?.Tag?.Token != node.Tag.Token)
            {
                throw new AgentException(node.Tag.Name, MinimegaProblems.NotFound(node.Tag.Name));
            }

            return vm.State != MinimegaVm.Running
                ? throw new AgentException(node.Tag.Name, MinimegaProblems.NotRunning(vm)) { IsTransient = true }
                : await GuestConnection.OpenAsync(vm, _spaces[vm.Space], _options, cancellationToken);
        }
        catch (MinimegaException failure)
        {
            throw new AgentException(node.Tag.Name, failure.Problems[0], failure) { IsTransient = failure.Errors.Count == 0 };
        }
    }

    /// <summary>Does not remove the nodes.</summary>
    public ValueTask DisposeAsync() => _spaces.DisposeAsync();

    // Steps run sequentially, because minimega runs one command at a time for all clients.
    private async IAsyncEnumerable<StepOutcome> RunStepsAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (StepRequest request in requests)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            yield return await _executor.ExecuteAsync(request);
        }
    }
}
