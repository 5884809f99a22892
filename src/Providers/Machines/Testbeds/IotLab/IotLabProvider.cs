using Scalewright.Providers.IotLab.Experiments;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab;

/// <summary>
/// Provider of the FIT IoT-LAB testbed. A node is a reserved board. Nodes created together share one experiment, whose
/// name is derived from their owner. Ownership tags are stored as names of monitoring profiles of the account.
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
/// NodeCommandResult answers = await provider.SendCommandAsync(cluster.Owner, NodeCommand.Reset);
/// Console.WriteLine($"{answers.Succeeded.Count} boards were reset, {answers.Failed.Count} were not");
/// </code>
/// </example>
public sealed partial class IotLabProvider : IProvider, IReservationCalendar, INodeAddresses, INodeAdvancement
{
    private readonly IotLabOptions _options;
    private readonly Testbed _testbed;
    private readonly RestLogin _login;
    private readonly RestClient _client;
    private readonly TagRepository _tags;
    private readonly ExperimentRepository _experiments;
    private readonly NodeRepository _nodes;
    private readonly IotLabResourceMapper _view;
    private readonly IotLabDeploymentService _deployments;
    private readonly ExperimentStepExecutor _executor;
    private readonly SlotSearch _slots;

    /// <summary>Creates a provider. Sends no request yet.</summary>
    /// <param name="options">API, sites and settings of reservations.</param>
    /// <param name="logger">Logger for experiments, requests and retries; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public IotLabProvider(IotLabOptions options, ILogger<IotLabProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _testbed = new Testbed(IotLabProblems.Rest, options.Clock, options.Random, options.Handler, logger)
        {
            Transport = options.Transport,
            NodeAddressSelector = options.NodeAddressSelector,
            CreateNoTransportProblem = static node =>
                TestbedProblems.NoTransport(node, "boards", "set IotLabOptions.Transport")
        };
        _login = RestLogin.Basic(options.User, options.Password, options.RenewPassword);
        _client = _testbed.CreateClient(options.Address, _login, options.CallTimeout, accept: "*/*");
        _tags = new TagRepository(_client, _options);
        _experiments = new ExperimentRepository(_client, _options, Random);
        _nodes = new NodeRepository(_tags, _experiments, _options);
        _view = new IotLabResourceMapper(_nodes, _options);
        _deployments = new IotLabDeploymentService(_tags, _experiments, _nodes, _testbed.Logger);
        _slots = new SlotSearch(_tags, _experiments, _options, Random, _testbed.Logger);
        _executor = new ExperimentStepExecutor(_tags, _experiments, _nodes, _view, _options, _testbed.Logger);
    }

    /// <inheritdoc/>
    public string Name => IotLabProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Random => _testbed.Random;

    /// <inheritdoc/>
    public int MaxBatchSize => Testbed.MaxWave;

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
        return await IotLabProblems.Rest.ReadAsync(
            () => new IotLabTopologyCheck(_client, _options).CheckAsync(topology, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>Changes nothing: nodes whose deployment by the testbed failed stay pending until
    /// <see cref="AdvanceAsync"/> retries it.</remarks>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        _testbed.Waves.SortAndLogProgress(owner,
            (await IotLabProblems.Rest.ReadAsync(() => PollAsync(owner, cancellationToken))).Select(_view.ToResource));

    /// <inheritdoc/>
    /// <remarks>Retries failed deployments of the testbed, and ends duplicate experiments. After a crash, the next
    /// program that changes the cluster thus resumes the work of the previous program.</remarks>
    public async Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ValueList<IotLabNode> found = await IotLabProblems.Rest.ReadAsync(async () =>
        {
            ValueList<IotLabNode> nodes = await PollAsync(owner, cancellationToken);
            return cancellationToken.IsCancellationRequested ? nodes : await _deployments.GoOnAsync(nodes);
        });
        return _testbed.Waves.SortAndLogProgress(owner, found.Select(_view.ToResource));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        _testbed.Waves.MakeAsync(requests, _executor.CallsFor(requests), _options.MaxConcurrency, cancellationToken);

    /// <inheritdoc/>
    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        _testbed.ConnectAsync(
            node,
            async name =>
            {
                ValueList<IotLabNode> own = await _nodes.ListAsync(node.Tag.Owner, cancellationToken);
                ValueList<IotLabNode> found = await _nodes.WithBoardsAsync(
                    [.. own.Where(one => one.Id == node.Id && one.Tag.Token == node.Tag.Token)], cancellationToken);
                if (found is not [{ IsEnding: false } placed])
                {
                    throw new AgentException(
                        name, TestbedProblems.NotReached(name, "its experiment is over, or it was given back"));
                }

                ResourceState state = _nodes.GetState(placed, Clock.GetUtcNow());
                if (state != ResourceState.Ready)
                {
                    Problem? problem = _nodes.Rejected.GetValueOrDefault(placed.Placing);
                    throw new AgentException(name, problem ?? TestbedProblems.NotReached(
                        name, $"its board is {state}, and its experiment {placed.Experiment!.State}"));
                }

                return HasLinux(placed.Board)
                    ? placed.Board
                    : throw new AgentException(name, IotLabProblems.NoLinux(name, placed.Board, _options.LinuxBoards));
            },
            cancellationToken);

    /// <inheritdoc/>
    /// <remarks>For a board without Linux, returns its full name, by which its serial line is accessible on the front
    /// end of its site.</remarks>
    public string FindAddress(Resource node) =>
        _testbed.GetMachine(node) is { Length: > 0 } board && !HasLinux(board) ? board : _testbed.FindAddress(node);

    /// <summary>Disposes of the provider. Experiments remain.</summary>
    public ValueTask DisposeAsync()
    {
        _testbed.Dispose();
        _login.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool HasLinux(string board) => _options.LinuxBoards.Contains(board.Split('-')[0], StringComparer.Ordinal);

    /// <summary>Lists the nodes with their boards.</summary>
    private async Task<ValueList<IotLabNode>> PollAsync(Owner? owner, CancellationToken cancellationToken)
    {
        ValueList<IotLabNode> nodes =
            await _nodes.WithBoardsAsync(await _nodes.ListAsync(owner, cancellationToken), cancellationToken);
        foreach (IotLabNode node in nodes.Where(node => node.Board.Length > 0))
        {
            _testbed.RecordMachine(node.Id, node.Board);
        }

        foreach (IotLabExperiment experiment in nodes.Select(node => node.Experiment)
            .OfType<IotLabExperiment>()
            .Where(one => !ExperimentState.IsRunning(one) && !ExperimentState.IsEnding(one))
            .DistinctBy(one => one.Id))
        {
            IotLabLog.Waits(
                _testbed.Logger, experiment.Id, experiment.State, ExperimentState.GetPlannedStart(experiment));
        }

        return nodes;
    }
}
