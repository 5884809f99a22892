using Scalewright.Providers.IotLab.Experiments;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab;

/// <summary>
/// Provider of the FIT IoT-LAB testbed. A node is a reserved board. Nodes created together are one experiment, whose
/// name is derived from their owner. Their ownership tags are names of monitoring profiles of the account.
/// </summary>
/// <example>
/// Reserves ten boards with a firmware, and resets all of them:
/// <code>
/// Topology farm = Topology.Create("farm").AddProfile(Profile.Create("m3").WithCount(10).Build()).Build();
/// string password = Environment.GetEnvironmentVariable("IOTLAB_PASSWORD") ?? "";
/// IotLabOptions options = new(new Uri("https://www.iot-lab.info/api"), "ann", password)
/// {
///     Sites = ["grenoble"], Architecture = "m3:at86rf231", Firmware = "iotlab_m3_tutorial",
/// };
/// await using IotLabProvider provider = new(options);
/// await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync();
/// NodeAnswers answers = await provider.SendAsync(cluster.Owner, NodeCommand.Reset);
/// Console.WriteLine($"{answers.Done.Count} boards were reset, {answers.Failed.Count} were not");
/// </code>
/// </example>
public sealed partial class IotLabProvider : IProvider, IFindsSlots, IKnowsAddresses, INodeAdvancement
{
    private readonly IotLabOptions _options;
    private readonly Testbed _testbed;
    private readonly RestLogin _login;
    private readonly RestClient _client;
    private readonly MarkShelf _marks;
    private readonly ExperimentShelf _experiments;
    private readonly NodeShelf _nodes;
    private readonly NodeView _view;
    private readonly DeploymentDesk _desk;
    private readonly ExperimentOrders _orders;
    private readonly SlotQuestion _slots;

    /// <summary>Creates a provider. Sends no request yet.</summary>
    /// <param name="options">API, sites and settings of reservations.</param>
    /// <param name="logger">Logger for experiments, requests and retries; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public IotLabProvider(IotLabOptions options, ILogger<IotLabProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _testbed = new Testbed(IotLabProblems.Rest, options.Clock, options.Chance, options.Handler, logger) { Transport = options.Transport, Reach = options.Reach, NoWayIn = static node => TestbedProblems.NoWayIn(node, "boards", "set IotLabOptions.Transport") };
        _login = RestLogin.Basic(options.User, options.Password, options.RenewPassword);
        _client = _testbed.ClientOf(options.Address, _login, options.CallTimeout, accept: "*/*");
        _marks = new MarkShelf(_client, _options);
        _experiments = new ExperimentShelf(_client, _options, Chance);
        _nodes = new NodeShelf(_marks, _experiments, _options);
        _view = new NodeView(_nodes, _options);
        _desk = new DeploymentDesk(_marks, _experiments, _nodes, _testbed.Logger);
        _slots = new SlotQuestion(_marks, _experiments, _options, Chance, _testbed.Logger);
        _orders = new ExperimentOrders(_marks, _experiments, _nodes, _view, _options, _testbed.Logger);
    }

    /// <inheritdoc/>
    public string Name => IotLabProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Chance => _testbed.Chance;

    /// <inheritdoc/>
    public int OrdersMax => Testbed.WaveMax;

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
        return await IotLabProblems.Rest.AskedAsync(() => new TopologyCheck(_client, _options).CheckAsync(topology, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>Changes nothing: boards that the testbed did not deploy stay pending until <see cref="AdvanceAsync"/>
    /// deploys them again.</remarks>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _testbed.Waves.SeenInOrder(owner, (await IotLabProblems.Rest.AskedAsync(() => LookAsync(owner, cancellationToken))).Select(_view.ToResource));

    /// <inheritdoc/>
    /// <remarks>Retries failed deployments of the testbed, and ends an experiment that was submitted twice. A program
    /// that changes the cluster after a crash thus resumes the work of the previous one.</remarks>
    public async Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ValueList<PlacedNode> found = await IotLabProblems.Rest.AskedAsync(async () =>
        {
            ValueList<PlacedNode> nodes = await LookAsync(owner, cancellationToken);
            return cancellationToken.IsCancellationRequested ? nodes : await _desk.GoOnAsync(nodes);
        });
        return _testbed.Waves.SeenInOrder(owner, found.Select(_view.ToResource));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default) =>
        _testbed.Waves.MakeAsync(orders, _orders.CallsFor(orders), _options.CallsMax, cancellationToken);

    /// <inheritdoc/>
    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) => _testbed.ConnectAsync(
        node,
        async name =>
        {
            ValueList<PlacedNode> own = await _nodes.OfAsync(node.Tag.Owner, cancellationToken);
            ValueList<PlacedNode> found = await _nodes.WithBoardsAsync([.. own.Where(one => one.Id == node.Id && one.Tag.Token == node.Tag.Token)], cancellationToken);
            if (found is not [{ IsEnding: false } placed])
            {
                throw new AgentException(name, TestbedProblems.NotReached(name, "its experiment is over, or it was given back"));
            }

            ResourceState state = _nodes.StateOf(placed, Clock.GetUtcNow());
            return state != ResourceState.Ready
                ? throw new AgentException(name, _nodes.Refused.GetValueOrDefault(placed.Placing) ?? TestbedProblems.NotReached(name, $"its board is {state}, and its experiment {placed.Experiment!.State}"))
                : !HasLinux(placed.Board)
                ? throw new AgentException(name, IotLabProblems.NoLinux(name, placed.Board, _options.LinuxBoards))
                : placed.Board;
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>For a board without Linux, returns its full name, by which its serial line is accessible on the front
    /// end of its site.</remarks>
    public string FindAddress(Resource node) => _testbed.MachineOf(node) is { Length: > 0 } board && !HasLinux(board) ? board : _testbed.FindAddress(node);

    /// <summary>Does not end the experiments.</summary>
    public ValueTask DisposeAsync()
    {
        _testbed.Dispose();
        _login.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool HasLinux(string board) => _options.LinuxBoards.Contains(board.Split('-')[0], StringComparer.Ordinal);

    /// <summary>Lists the nodes with their boards.</summary>
    private async Task<ValueList<PlacedNode>> LookAsync(Owner? owner, CancellationToken cancellationToken)
    {
        ValueList<PlacedNode> nodes = await _nodes.WithBoardsAsync(await _nodes.OfAsync(owner, cancellationToken), cancellationToken);
        foreach (PlacedNode node in nodes.Where(node => node.Board.Length > 0))
        {
            _testbed.Note(node.Id, node.Board);
        }

        foreach (Experiment experiment in nodes.Select(node => node.Experiment).OfType<Experiment>().Where(one => !ExperimentState.IsRunning(one) && !ExperimentState.IsEnding(one)).DistinctBy(one => one.Id))
        {
            IotLabLog.Waits(_testbed.Logger, experiment.Id, experiment.State, ExperimentState.PlannedStartOf(experiment));
        }

        return nodes;
    }
}
