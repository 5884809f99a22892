using Scalewright.Providers.IotLab.Experiments;
using Scalewright.Providers.IotLab.Wire;
using Scalewright.Randomness;

namespace Scalewright.Providers.IotLab;

/// <summary>
/// The testbed FIT IoT-LAB as a place: a node is a reserved board. Nodes that are made together are one experiment, whose name is found again from
/// their owner; their marks are names of monitoring profiles of the account.
/// </summary>
public sealed partial class IotLabProvider : IProvider, IFindsSlots, IKnowsAddresses, INodeAdvancement
{
    private const int WaveMax = 500;

    private readonly IotLabOptions _options;
    private readonly ILogger _logger;
    private readonly WaveNotes _waves;
    private readonly SocketsHttpHandler? _handler;
    private readonly HttpMessageInvoker _http;
    private readonly RestLogin _login;
    private readonly RestClient _client;
    private readonly MarkShelf _marks;
    private readonly ExperimentShelf _experiments;
    private readonly NodeShelf _nodes;
    private readonly NodeView _view;
    private readonly DeploymentDesk _desk;
    private readonly ExperimentOrders _orders;
    private readonly SlotQuestion _slots;
    private readonly ConcurrentDictionary<string, string> _boards = new(StringComparer.Ordinal);

    /// <summary>Makes a provider; nothing is asked yet.</summary>
    /// <param name="options">Where, who, and what is reserved.</param>
    /// <param name="logger">Takes what becomes of experiments, calls and their repetitions; null: nobody.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public IotLabProvider(IotLabOptions options, ILogger<IotLabProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _logger = logger ?? NullLogger<IotLabProvider>.Instance;
        _waves = new WaveNotes(_logger, options.Clock);
        Chance = options.Chance ?? new SystemChance();
        _handler = options.Handler is null ? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) } : null;
        _http = new HttpMessageInvoker(options.Handler ?? _handler!, disposeHandler: false);
        _login = new RestLogin("Authorization", _ => Task.FromResult(RestLogin.Basic(options.User, options.Password)), options.RenewPassword is { } renew ? async token => RestLogin.Basic(options.User, await renew(token)) : null);
        _client = new RestClient(_http, _login, new RestOptions(new Uri($"{options.Address.ToString().TrimEnd('/')}/"), "the testbed's API")
        {
            CallTimeout = options.CallTimeout, Clock = options.Clock, Chance = Chance, Logger = _logger, Accept = "*/*",
        });
        _marks = new MarkShelf(_client, _options);
        _experiments = new ExperimentShelf(_client, _options, Chance);
        _nodes = new NodeShelf(_marks, _experiments, _options);
        _view = new NodeView(_nodes, _options);
        _desk = new DeploymentDesk(_marks, _experiments, _nodes, _logger);
        _slots = new SlotQuestion(_marks, _experiments, _options, Chance, _logger);
        _orders = new ExperimentOrders(_marks, _experiments, _nodes, _view, _options, _logger);
    }

    /// <inheritdoc/>
    public string Name => IotLabProblems.Provider;

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
    /// <remarks>Changes nothing: boards that the testbed did not deploy stay pending until <see cref="AdvanceAsync"/> deploys them again.</remarks>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _waves.Seen(owner, _view.InOrder(await AskedAsync(() => LookAsync(owner, cancellationToken))));

    /// <inheritdoc/>
    /// <remarks>Deploys boards again that the testbed did not deploy, and ends an experiment that was submitted twice. So whoever changes the
    /// cluster after a crash continues where the program before stopped.</remarks>
    public async Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return _waves.Seen(owner, _view.InOrder(await AskedAsync(async () =>
        {
            ValueList<PlacedNode> nodes = await LookAsync(owner, cancellationToken);
            return cancellationToken.IsCancellationRequested ? nodes : await _desk.GoOnAsync(nodes);
        })));
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
            throw new AgentException(name, IotLabProblems.NoWayIn(name));
        }

        try
        {
            ValueList<PlacedNode> own = await _nodes.OfAsync(node.Tag.Owner, cancellationToken);
            ValueList<PlacedNode> found = await _nodes.WithBoardsAsync([.. own.Where(one => one.Id == node.Id && one.Tag.Token == node.Tag.Token)], cancellationToken);
            if (found is not [{ IsEnding: false } placed])
            {
                throw new AgentException(name, IotLabProblems.NotReached(name, "its experiment is over, or it was given back"));
            }

            ResourceState state = _nodes.StateOf(placed, Clock.GetUtcNow());
            return state != ResourceState.Ready
                ? throw new AgentException(name, _nodes.Refused.GetValueOrDefault(placed.Placing) ?? IotLabProblems.NotReached(name, $"its board is {state}, and its experiment {placed.Experiment!.State}"))
                : !HasLinux(placed.Board)
                ? throw new AgentException(name, IotLabProblems.NoLinux(name, placed.Board, _options.LinuxBoards))
                : await transport.ConnectAsync(_options.Reach(placed.Board), name, cancellationToken);
        }
        catch (RestException failure)
        {
            throw new AgentException(name, IotLabProblems.Rest.Of(failure, name), failure);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Of a board without Linux its full name, by which its serial line is found at the front end of its site.</remarks>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _boards.GetValueOrDefault(node.Id, "") is { Length: > 0 } board ? (HasLinux(board) ? _options.Reach(board).Host : board) : "";
    }

    /// <summary>The experiments stay.</summary>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _handler?.Dispose();
        _login.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool HasLinux(string board) => _options.LinuxBoards.Contains(board.Split('-')[0], StringComparer.Ordinal);

    private static Task<T> AskedAsync<T>(Func<Task<T>> ask) => IotLabProblems.Rest.AskedAsync(ask);

    /// <summary>Lists the nodes with their boards.</summary>
    private async Task<ValueList<PlacedNode>> LookAsync(Owner? owner, CancellationToken cancellationToken)
    {
        ValueList<PlacedNode> nodes = await _nodes.WithBoardsAsync(await _nodes.OfAsync(owner, cancellationToken), cancellationToken);
        foreach (PlacedNode node in nodes.Where(node => node.Board.Length > 0))
        {
            _boards[node.Id] = node.Board;
        }

        foreach (Experiment experiment in nodes.Select(node => node.Experiment).OfType<Experiment>().Where(one => !ExperimentState.IsRunning(one) && !ExperimentState.IsEnding(one)).DistinctBy(one => one.Id))
        {
            IotLabLog.Waits(_logger, experiment.Id, experiment.State, ExperimentState.PlannedStartOf(experiment));
        }

        return nodes;
    }
}
