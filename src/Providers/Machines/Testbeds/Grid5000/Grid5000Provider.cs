using Scalewright.Providers.Grid5000.Jobs;
using Scalewright.Providers.Grid5000.Wire;
using Scalewright.Randomness;

namespace Scalewright.Providers.Grid5000;

/// <summary>
/// The testbed Grid'5000 as a place: a node is a reserved machine that an environment was put on. The nodes that are made together at a site
/// are one job, whose name is found again from their owner, and whose command carries their marks.
/// </summary>
public sealed partial class Grid5000Provider : IProvider, IKnowsAddresses, IFindsSlots, IExtendsLease, INodeAdvancement
{
    private const int WaveMax = 500;

    private readonly Grid5000Options _options;
    private readonly ILogger _logger;
    private readonly WaveNotes _waves;
    private readonly SocketsHttpHandler? _handler;
    private readonly HttpMessageInvoker _http;
    private readonly RestLogin _login;
    private readonly RestClient _client;
    private readonly JobShelf _shelf;
    private readonly DeploymentDesk _desk;
    private readonly JobOrders _orders;
    private readonly ConcurrentDictionary<string, string> _machines = new(StringComparer.Ordinal);

    /// <summary>Makes a provider; nothing is asked yet.</summary>
    /// <param name="options">Where, who, and what is reserved.</param>
    /// <param name="logger">Takes what becomes of jobs, calls and their repetitions; null: nobody.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public Grid5000Provider(Grid5000Options options, ILogger<Grid5000Provider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _logger = logger ?? NullLogger<Grid5000Provider>.Instance;
        _waves = new WaveNotes(_logger, options.Clock);
        Chance = options.Chance ?? new SystemChance();
        _handler = options.Handler is null ? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) } : null;
        _http = new HttpMessageInvoker(options.Handler ?? _handler!, disposeHandler: false);
        _login = new RestLogin("Authorization", _ => Task.FromResult(RestLogin.Basic(options.User, options.Password)), options.RenewPassword is { } renew ? async token => RestLogin.Basic(options.User, await renew(token)) : null);
        _client = new RestClient(_http, _login, new RestOptions(new Uri($"{options.Address.ToString().TrimEnd('/')}/"), "the testbed's API")
        {
            CallTimeout = options.CallTimeout, Clock = options.Clock, Chance = Chance, Logger = _logger,
        });
        _shelf = new JobShelf(_client, _options);
        _desk = new DeploymentDesk(_client, _options, _logger);
        _orders = new JobOrders(_shelf, _desk, _options, _logger);
    }

    /// <inheritdoc/>
    public string Name => Grid5000Problems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Chance { get; }

    /// <inheritdoc/>
    public int OrdersMax => WaveMax;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => _options.ConsistencyWindow;

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
        return await AskedAsync(() => new TopologyCheck(_client, _options).CheckAsync(topology, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>Changes nothing: machines of a job that has begun stay pending until <see cref="AdvanceAsync"/> deploys them.</remarks>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        ListAsync(owner, static (_, _, _) => Task.CompletedTask, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Deploys machines of jobs that have begun, and deploys those again on which it failed. So whoever changes the cluster after a
    /// crash continues where the program before stopped.</remarks>
    public Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return ListAsync(
            owner,
            (site, nodes, picture) => cancellationToken.IsCancellationRequested ? Task.CompletedTask : _desk.GoOnAsync(site, nodes, picture),
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(orders);
        return _waves.TellAsync(orders, StepCalls.MakeAsync(orders, _orders.CallsFor(orders), _options.CallsMax, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (_options.Transport is not { } transport)
        {
            throw new AgentException(name, Grid5000Problems.NoWayIn(name));
        }

        try
        {
            PlacedNode? placed = NodeId.Parse(node.Id) is { } id && _options.Sites.Contains(id.Site, StringComparer.Ordinal)
                ? (await _shelf.FindAsync(id.Site, id.Job, cancellationToken)).FirstOrDefault(one => one.Id == id && one.Tag.Token == node.Tag.Token && one.RemovedBy is null)
                : null;
            if (placed is null || JobState.IsEnding(placed.Job))
            {
                throw new AgentException(name, Grid5000Problems.NotReached(name, "its job is over, or it was given back"));
            }

            ResourceState state = (await _desk.LookAsync(placed.Id.Site, [placed], cancellationToken)).StateOf(placed);
            return state == ResourceState.Ready
                ? await transport.ConnectAsync(_options.Reach(placed.Machine), name, cancellationToken)
                : throw new AgentException(name, _desk.Refused.GetValueOrDefault(placed.Id) ?? Grid5000Problems.NotReached(name, $"its machine is {state}, and its job {placed.Job.State}"));
        }
        catch (RestException failure)
        {
            throw new AgentException(name, Grid5000Problems.Rest.Of(failure, name), failure);
        }
    }

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _machines.GetValueOrDefault(node.Id, "") is { Length: > 0 } machine ? _options.Reach(machine).Host : "";
    }

    /// <summary>The jobs stay.</summary>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _handler?.Dispose();
        _login.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<T> AskedAsync<T>(Func<Task<T>> ask) => Grid5000Problems.Rest.AskedAsync(ask);

    private async Task<ValueList<Resource>> ListAsync(
        Owner? owner, Func<string, ValueList<PlacedNode>, DeploymentPicture, Task> advance, CancellationToken cancellationToken)
    {
        ValueList<(PlacedNode Node, ResourceState State)>[] sites = await Task.WhenAll(_options.Sites.Select(site => AskedAsync(async () =>
        {
            (ValueList<PlacedNode> nodes, DeploymentPicture picture) = await LookAsync(site, owner, cancellationToken);
            await advance(site, nodes, picture);
            return nodes.Select(node => (node, picture.StateOf(node))).ToValueList();
        })));
        return _waves.Seen(owner, NodeView.InOrder(sites.SelectMany(site => site), Clock.GetUtcNow(), _options.EndNotice));
    }

    /// <summary>Lists the nodes at a site, and what became of their deployments.</summary>
    private async Task<(ValueList<PlacedNode> Nodes, DeploymentPicture Picture)> LookAsync(string site, Owner? owner, CancellationToken cancellationToken)
    {
        ValueList<PlacedNode> nodes = NodeView.There(owner is null ? await _shelf.AllAsync(site, cancellationToken) : await _shelf.OfAsync(site, owner, cancellationToken));
        foreach (PlacedNode node in nodes.Where(node => node.Machine.Length > 0))
        {
            _machines[node.Id.ToString()] = node.Machine;
        }

        foreach (Job job in nodes.Select(node => node.Job).Where(job => !JobState.IsRunning(job) && !JobState.IsEnding(job)).DistinctBy(job => job.Uid))
        {
            Grid5000Log.Waits(_logger, job.Uid, site, job.State, JobState.TimeOf(job.ScheduledAt));
        }

        return (nodes, await _desk.LookAsync(site, nodes, cancellationToken));
    }
}
