using Scalewright.Providers.IotLab.Experiments;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab;

/// <summary>
/// Provider of the FIT IoT-LAB testbed. A node is a reserved board. Nodes that are created together share an
/// experiment, whose name is derived from their owner. The names of monitoring profiles of the account store the
/// ownership tags.
/// </summary>
/// <remarks>A list changes nothing. If the testbed fails to deploy a node, the node stays pending until
/// <see cref="TestbedProvider.AdvanceAsync"/> retries the deployment and stops duplicate experiments. After a program
/// crashes, the next program that changes the cluster thus resumes its work.</remarks>
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
/// NodeCommandResult result = await provider.SendCommandAsync(cluster.Owner, NodeCommand.Reset);
/// Console.WriteLine($"{result.Succeeded.Count} boards were reset, {result.Failed.Count} were not");
/// </code>
/// </example>
public sealed partial class IotLabProvider : TestbedProvider, IReservationCalendar
{
    private readonly IotLabOptions _options;
    private readonly RestClient _client;
    private readonly TagRepository _tags;
    private readonly ExperimentRepository _experiments;
    private readonly NodeRepository _nodes;
    private readonly IotLabResourceMapper _mapper;
    private readonly IotLabDeploymentService _deployments;
    private readonly ExperimentStepExecutor _executor;
    private readonly SlotSearch _slots;

    /// <summary>Creates a provider. Sends no request yet.</summary>
    /// <param name="options">API, sites and settings of reservations.</param>
    /// <param name="logger">Logger for experiments, requests and retries; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public IotLabProvider(IotLabOptions options, ILogger<IotLabProvider>? logger = null)
        : base(IotLabProblems.Rest, options ?? throw new ArgumentNullException(nameof(options)), logger)
    {
        _options = options;
        _client = CreateClient(options.Address, RestLogin.Basic(options.User, options.Password, options.RenewPassword), accept: "*/*");
        _tags = new TagRepository(_client, _options);
        _experiments = new ExperimentRepository(_client, _options, Random);
        _nodes = new NodeRepository(_tags, _experiments, _options);
        _mapper = new IotLabResourceMapper(_nodes, _options);
        _deployments = new IotLabDeploymentService(_tags, _experiments, _nodes, Logger);
        _slots = new SlotSearch(_tags, _experiments, _options, Random, Logger);
        _executor = new ExperimentStepExecutor(_tags, _experiments, _nodes, _mapper, _options, Logger);
    }

    /// <inheritdoc/>
    /// <remarks>For a board without Linux, returns its full name. The front end of its site uses this name for the
    /// serial line.</remarks>
    public override string FindAddress(Resource node) =>
        GetMachine(node) is { Length: > 0 } board && !HasLinux(board) ? board : base.FindAddress(node);

    /// <inheritdoc/>
    /// <remarks><para>Finds a start, in whole seconds, from which all sites have capacity for the whole
    /// <see cref="IotLabOptions.Duration"/>. Use the result as <see cref="IotLabOptions.StartsAt"/>. The API does not
    /// report the bookings of other users, so the method probes the scheduler: it submits experiments without firmware,
    /// and ends them as soon as their start is known. An experiment that can start immediately does start, and its
    /// boards are available again when it has ended. A search temporarily uses an ownership tag and part of the
    /// account's quota of experiments. Its experiments are also ended after a cancellation or a failure. An experiment
    /// that could not be ended is reported, expires after half an hour, and is reaped as part of the cluster
    /// <c>slot-search</c>.</para>
    /// <para>The time is exact if two conditions hold. First, all nodes fit into one experiment: all are selected by
    /// kind or all by board, and there are no more than <see cref="IotLabOptions.MaxNodesPerExperiment"/>. Second, the
    /// start that the scheduler selects is not before <paramref name="notBefore"/>. Otherwise the scheduler only
    /// accepts or refuses reservations for a date. The first date tried is <paramref name="notBefore"/>, or the latest
    /// start of the separate experiments if that is later, but at least five minutes from now. If that date is refused,
    /// the method probes every 15 minutes for a day, and then narrows the result down to the minute. It may therefore
    /// miss a shorter gap.</para></remarks>
    public async Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology,
        DateTimeOffset? notBefore = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(topology);
        return await IotLabProblems.Rest.ReadAsync(() => _slots.FindAsync(topology, notBefore, cancellationToken));
    }

    /// <inheritdoc/>
    protected override async Task<IEnumerable<Resource?>> ListResourcesAsync(Owner? owner, CancellationToken cancellationToken) =>
        (await PollAsync(owner, cancellationToken)).Select(_mapper.ToResource);

    private protected override async Task<IEnumerable<Resource?>> AdvanceNodesAsync(Owner owner, CancellationToken cancellationToken)
    {
        ValueList<IotLabNode> nodes = await PollAsync(owner, cancellationToken);
        ValueList<IotLabNode> advanced = cancellationToken.IsCancellationRequested ? nodes : await _deployments.ResumeAsync(nodes);
        return advanced.Select(_mapper.ToResource);
    }

    /// <inheritdoc/>
    protected override Task<ValueList<Problem>> CheckTopologyAsync(Topology topology, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return new IotLabTopologyCheck(_client, _options).CheckAsync(topology, cancellationToken);
    }

    /// <inheritdoc/>
    protected override IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        _executor.GroupSteps(requests);

    private protected override async Task<string> FindMachineAsync(Resource node, string name, CancellationToken cancellationToken)
    {
        ValueList<IotLabNode> ownNodes = await _nodes.ListAsync(node.Tag.Owner, cancellationToken);
        ValueList<IotLabNode> found = await _nodes.AddBoardsAsync(
            [.. ownNodes.Where(own => own.Id == node.Id && own.Tag.Token == node.Tag.Token)],
            cancellationToken
        );
        if (found is not [{ IsEnding: false } current])
        {
            throw new AgentException(name, TestbedProblems.NotReached(name, "its experiment ended, or the board was released"));
        }

        ResourceState state = _nodes.GetState(current, Clock.GetUtcNow());
        if (state != ResourceState.Ready)
        {
            throw new AgentException(
                name,
                _nodes.Rejected.GetValueOrDefault(current.Id)
                    ?? TestbedProblems.NotReached(name, $"its board is {state}, and its experiment {current.Experiment!.State}")
            );
        }

        return HasLinux(current.Board)
            ? current.Board
            : throw new AgentException(name, IotLabProblems.NoLinux(name, current.Board, _options.LinuxBoards));
    }

    private protected override Problem NoTransport(string node) =>
        TestbedProblems.NoTransport(node, "boards", "set IotLabOptions.Transport");

    private bool HasLinux(string board) => _options.LinuxBoards.Contains(board.Split('-')[0], StringComparer.Ordinal);

    /// <summary>Lists the nodes with their boards, and logs experiments that do not run yet.</summary>
    private async Task<ValueList<IotLabNode>> PollAsync(Owner? owner, CancellationToken cancellationToken)
    {
        ValueList<IotLabNode> nodes = await _nodes.AddBoardsAsync(await _nodes.ListAsync(owner, cancellationToken), cancellationToken);
        foreach (IotLabNode node in nodes.Where(node => node.Board.Length > 0))
        {
            RecordMachine(node.Id, node.Board);
        }

        foreach (
            IotLabExperiment waiting in nodes
                .Select(node => node.Experiment)
                .OfType<IotLabExperiment>()
                .Where(experiment => !ExperimentState.IsRunning(experiment) && !ExperimentState.IsEnding(experiment))
                .DistinctBy(experiment => experiment.Id)
        )
        {
            IotLabLog.Waits(Logger, waiting.Id, waiting.State, ExperimentState.GetPlannedStart(waiting));
        }

        return nodes;
    }
}
