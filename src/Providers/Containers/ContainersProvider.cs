using Microsoft.Extensions.Logging;
using Scalewright.Planning;
using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Networks;
using Scalewright.Providers.Containers.Nodes;
using Scalewright.Topologies;
using CreateContainerParameters = Docker.DotNet.Models.CreateContainerParameters;

namespace Scalewright.Providers.Containers;

/// <summary>Provider whose nodes are containers of Docker or Podman.</summary>
/// <remarks>
/// The state is on the engine: labels and names. Several programs can use an engine. Networks of a topology are bridge
/// networks of the first engine. A node is in the networks that the <c>interfaces</c> of its network section name by
/// <c>vlan</c>, with an optional <c>address</c>; without interfaces it is in the default network of its cluster. In a
/// network, nodes find each other by name. Groups have no counterpart.
/// </remarks>
/// <example>
/// Runs a command in three containers of the engine of this machine:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// await using ContainersProvider provider = new();
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider)
///     .WithState("shop-state").ProvisionAsync();
/// Console.WriteLine((await cluster.Nodes[0].RunAsync(["hostname"])).Output);
/// </code>
/// </example>
public sealed partial class ContainersProvider : RemoteProvider<EngineItem>, INodeAdvancement, INodeAddresses
{
    private const int SessionBytes = 16;
    private const int MaxCreateAttempts = 5;

    // The main process of a container needs some milliseconds until it listens.
    private const int MaxJoinAttempts = 50;
    private static readonly TimeSpan JoinDelay = TimeSpan.FromMilliseconds(100);

    private readonly ContainersOptions _options;
    private readonly ValueList<NodeEngine> _engines;
    private readonly Lazy<byte[]> _agent;

    // Why containers could not be started when their nodes were last advanced, by ID. Only for messages.
    private readonly ConcurrentDictionary<string, string> _startFailures = new(StringComparer.Ordinal);

    /// <summary>Creates a provider. Sends no request yet.</summary>
    /// <param name="options">Engines, image and limits; null for the defaults.</param>
    /// <param name="logger">Logger of requests and changes; null to disable logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public ContainersProvider(ContainersOptions? options = null, ILogger<ContainersProvider>? logger = null)
        : this(options ?? new ContainersOptions(), logger, wrap: null) { }

    /// <param name="options">Engines, image and limits.</param>
    /// <param name="logger">Logger of requests and changes; null to disable logging.</param>
    /// <param name="wrap">Wraps the handler of all HTTP requests; null: no wrapper.</param>
    internal ContainersProvider(ContainersOptions options, ILogger? logger, Func<HttpMessageHandler, HttpMessageHandler>? wrap)
        : base(
            new RemoteProviderSettings(ContainersProblems.Provider)
            {
                Clock = options.Checked().Clock,
                Random = options.Random,
                Logger = logger,
                MaxConcurrency = options.MaxConcurrency,
            }
        )
    {
        _options = options;
        Own(_faultTurn);
        _engines =
        [
            .. options.Engines.Select(engine => Own(new NodeEngine(engine, address => Connect(address, options, wrap), options, Logger))),
        ];
        _defaultNetworkGate = Own(new SemaphoreSlim(1));
        _agent = new Lazy<byte[]>(() => NodeArchive.Pack(FindAgent()), LazyThreadSafetyMode.PublicationOnly);
    }

    private Problem MissingAgent => ContainersProblems.NoAgent(AgentImage.GetCandidates(_options));

    /// <inheritdoc/>
    public async Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        try
        {
            ContainerItem[] items = [.. (await ListAsync(owner, cancellationToken)).OfType<ContainerItem>()];
            foreach (ContainerItem item in items)
            {
                if (item is { IsCreated: true, Tag: { } tag })
                {
                    await AdvanceNodeAsync(item, tag, cancellationToken);
                }
            }

            await Task.WhenAll(items.Where(item => item.AwaitsHealth).Select(item => CheckHealthAsync(item, cancellationToken)));
        }
        catch (Exception failure) when (failure is EngineException or HttpRequestException or IOException or TimeoutException)
        {
            throw ContainersProblems.Exception(failure);
        }

        return await ObserveAsync(owner, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<ValueList<Problem>> CheckTopologyAsync(Topology topology, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<Problem> problems = [];
        string? agent = AgentImage.Find(_options);
        if (agent is null)
        {
            problems.Add(MissingAgent);
        }

        NodeSpec[] nodes = [.. topology.Nodes];
        foreach (NodeEngine engine in _engines)
        {
            problems.AddRange(
                await EngineCheck.RunAsync(engine, agent, nodes.Where(node => FindEngine(node) == engine), _options, cancellationToken)
            );
        }

        problems.AddRange(nodes.Where(node => FindEngine(node) is null).Select(UnknownCloud));
        problems.AddRange(await CheckNetworksAsync(topology, cancellationToken));
        problems.AddRange(
            nodes.SelectMany(node =>
                NodeArchive.Check(node, _options.FileFolders).Concat(NodeProgram.Check(node, _options.Configure(node)))
            )
        );
        return problems.ToValueList();
    }

    /// <inheritdoc/>
    protected override bool Manages(StepTarget target) => target is StepTarget.Node or StepTarget.Network;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<EngineItem>> ListAsync(Owner? owner, CancellationToken cancellationToken)
    {
        ValueList<string> labels = [GetOwnerLabel(owner)];
        IReadOnlyList<EngineItem>[] lists = await Task.WhenAll(_engines.Select(engine => ListAsync(engine, labels, cancellationToken)));
        EngineItem[] items = [.. lists.SelectMany(list => list)];
        _addresses.Replace(owner, items.OfType<ContainerItem>());
        return items;
    }

    /// <inheritdoc/>
    protected override Resource? ToResource(EngineItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.ToResource();
    }

    /// <inheritdoc/>
    protected override async Task<EngineItem?> FindAsync(StepRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Step.Target == StepTarget.Network)
        {
            return await FindNetworkAsync(request, cancellationToken);
        }

        if (request.ResourceId is not { } id)
        {
            string label =
                request.Step.Action == StepAction.Create
                    ? $"{ContainerTags.TokenLabel}={request.Token}"
                    : $"{ContainerTags.NameLabel}={request.Tag.Name}";
            ContainerItem[][] lists = await Task.WhenAll(
                _engines.Select(engine => ListContainersAsync(engine, [GetOwnerLabel(request.Tag.Owner), label], cancellationToken))
            );
            return lists.SelectMany(list => list).FirstOrDefault(item => item.State != ResourceState.Deleting);
        }

        foreach (NodeEngine engine in _engines)
        {
            if (await FindContainerAsync(engine, id, cancellationToken) is { } item)
            {
                return item;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    protected override async Task<EngineItem> CreateAsync(StepRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Step is CreateNetwork { Network: { } network })
        {
            return await CreateNetworkAsync(request, network);
        }

        NodeSpec node = ((CreateNode)request.Step).Node;
        NodeEngine engine = FindEngine(node) ?? throw ContainersProblems.Exception(UnknownCloud(node));

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await CreateAndStartAsync(engine, node, request);
            }
            catch (EngineException failure) when (attempt < MaxCreateAttempts && CanCreateAgain(failure, node))
            {
                // The next attempt uses another container and another address.
            }
            catch (Exception failure)
                when (failure is IOException or HttpRequestException && NodeArchive.HasFiles(node) && attempt < MaxCreateAttempts)
            {
                // Only this step knows the files. The next attempt finds the container by its token.
            }
        }
    }

    /// <inheritdoc/>
    protected override Task<EngineItem?> ChangeAsync(StepRequest request, EngineItem item)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(item);
        return item is NetworkItem network ? ChangeNetworkAsync(request, network) : ChangeContainerAsync(request, (ContainerItem)item);
    }

    /// <inheritdoc/>
    protected override async Task<bool> RemoveAsync(StepRequest request, EngineItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item is not ContainerItem container)
        {
            await RemoveNetworkAsync((NetworkItem)item);
            return true;
        }

        bool isRemoved = await CallAsync(
            "remove container",
            _options.CallTimeout,
            token => item.Engine.Client.RemoveAsync(container.Container.Name, token),
            CancellationToken.None
        );
        if (isRemoved)
        {
            _addresses.Forget(container);
            _startFailures.TryRemove(container.Container.Id, out _);
            ReleaseAddresses(container.Endpoints);
        }

        return isRemoved;
    }

    /// <inheritdoc/>
    protected override async Task<INodeConnection> OpenConnectionAsync(Resource node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        byte[] session = new byte[SessionBytes];
        Random.NextBytes(session);
        AgentConnectionOptions options = new()
        {
            Node = node.Tag.Name,
            Epoch = node.Tag.Epoch,
            SessionId = Convert.ToHexStringLower(session),
            Clock = Clock,
        };
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await AgentConnection.OpenAsync(token => OpenStreamAsync(node, token), options, cancellationToken);
            }
            catch (AgentException failure) when (failure.Code == ProblemCode.AgentExited && attempt < MaxJoinAttempts)
            {
                await Task.Delay(JoinDelay, Clock, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    protected override BackendFailure? Interpret(Exception exception, string subject) =>
        exception is EngineException failure ? ContainersProblems.Interpret(failure, subject) : null;

    private static EngineClient Connect(
        EngineAddress address,
        ContainersOptions options,
        Func<HttpMessageHandler, HttpMessageHandler>? wrap
    ) => new(address with { SshProgram = options.SshProgram, SshConfigFile = options.SshConfigFile }, options.Clock, wrap);

    /// <summary>
    /// Starts a container whose program was killed before, or removes it if it can never start, so that the node is
    /// created again. A failure does not affect other nodes.
    /// </summary>
    private async Task AdvanceNodeAsync(ContainerItem item, StoredResourceTag tag, CancellationToken cancellationToken)
    {
        try
        {
            // The files of the node, if it has any, are complete, and the agent is the same.
            await StartAsync(item, OpenArchive(node: null), cancellationToken);
            _startFailures.TryRemove(item.Container.Id, out _);
        }
        catch (Exception failure)
            when (failure
                    is HttpRequestException
                        or IOException
                        or TimeoutException
                        or EngineException
                        {
                            Meaning: not (
                                EngineMeaning.Unreachable
                                or EngineMeaning.AccessDenied
                                or EngineMeaning.Untrusted
                                or EngineMeaning.LoginRefused
                            )
                        }
            )
        {
            ContainersLog.NotStarted(Logger, item.Container.Name, tag.Name, failure.Message);
            _startFailures[item.Container.Id] = failure.Message;
            if (failure is EngineException { Meaning: EngineMeaning.Unstartable or EngineMeaning.StorageNotMounted })
            {
                await CallAsync(
                    "remove container",
                    _options.CallTimeout,
                    token => item.Engine.Client.RemoveAsync(item.Container.Name, token),
                    cancellationToken
                );
            }
        }
    }

    private NodeEngine? FindEngine(NodeSpec node) =>
        node.Cloud.Length == 0 ? _engines[0] : _engines.FirstOrDefault(engine => engine.Cloud == node.Cloud);

    private Problem UnknownCloud(NodeSpec node) =>
        ContainersProblems.UnknownCloud(node.Name, node.Cloud, _engines.Select(engine => engine.Cloud));

    private static string GetOwnerLabel(Owner? owner) => owner is null ? ContainerTags.OwnerLabel : $"{ContainerTags.OwnerLabel}={owner}";

    /// <summary>Returns true if the failure concerns only one container or one address.</summary>
    private static bool CanCreateAgain(EngineException failure, NodeSpec node) =>
        failure.Meaning switch
        {
            // Podman 4.3 may never start a container again whose files were copied while others were started.
            EngineMeaning.StorageNotMounted or EngineMeaning.Unstartable => true,
            EngineMeaning.AddressTaken => NodeInterface.Read(node).All(entry => entry.Address is null),
            // The default network was removed after the last node.
            EngineMeaning.Missing => failure.IsWithoutEffect,
            _ => false,
        };

    private async Task<EngineItem?> ChangeContainerAsync(StepRequest request, ContainerItem item)
    {
        string name = ContainerTags.GetName(item.Tag!.Token, request.Tag);
        try
        {
            await CallAsync(
                "rename container",
                _options.CallTimeout,
                async token =>
                {
                    await item.Engine.Client.RenameAsync(item.Container.Name, name, token);
                    return true;
                },
                CancellationToken.None
            );
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return null;
        }

        // Docker reports success to two programs that rename a container at the same time.
        ContainerItem? renamed = await FindContainerAsync(item.Engine, item.Container.Id, CancellationToken.None);
        return renamed?.Container.Name == name ? renamed : null;
    }

    private async Task<IReadOnlyList<EngineItem>> ListAsync(
        NodeEngine engine,
        ValueList<string> labels,
        CancellationToken cancellationToken
    )
    {
        Task<ContainerItem[]> containers = ListContainersAsync(engine, labels, cancellationToken);
        Task<NetworkItem[]> networks = ListNetworksAsync(engine, labels, cancellationToken);
        await Task.WhenAll(containers, networks);
        string[] owners = [.. (await containers).Select(item => item.Tag?.Owner).OfType<string>()];

        // A default network is a resource only if its nodes are gone, so that it is removed.
        return
        [
            .. await containers,
            .. (await networks).Where(item => !item.IsDefault || !owners.Contains(item.Tag?.Owner, StringComparer.Ordinal)),
        ];
    }

    private Task<ContainerItem[]> ListContainersAsync(NodeEngine engine, ValueList<string> labels, CancellationToken cancellationToken) =>
        CallAsync(
            "list containers",
            _options.CallTimeout,
            async token =>
                await Task.WhenAll(
                    (await engine.Client.ListAsync(labels, token)).Select(container => DescribeAsync(engine, container, token))
                ),
            cancellationToken
        );

    private async Task<ContainerItem> DescribeAsync(NodeEngine engine, EngineContainer container, CancellationToken cancellationToken)
    {
        EngineContainer details = NodeDetails.AreMissing(container)
            ? await NodeDetails.ReadAsync(engine.Client, container, cancellationToken)
            : container;
        return new ContainerItem(engine, details)
        {
            IsPoweredOff = details.Status is "exited" or "stopped" && await IsPoweredOffAsync(engine, details.Id, cancellationToken),
            StartFailure = _startFailures.GetValueOrDefault(details.Id),
        };
    }

    private Task<ContainerItem?> FindContainerAsync(NodeEngine engine, string container, CancellationToken cancellationToken) =>
        CallAsync(
            "inspect container",
            _options.CallTimeout,
            async token =>
                await engine.Client.FindAsync(container, token) is { } description ? await DescribeAsync(engine, description, token) : null,
            cancellationToken
        );

    private async Task<ContainerItem> CreateContainerAsync(
        NodeEngine engine,
        NodeSpec node,
        ResourceTag tag,
        ValueList<NodeEndpoint> endpoints
    )
    {
        CreateContainerParameters plan = await PlanAsync(engine, node, tag, endpoints);
        try
        {
            string id = await CallAsync(
                "create container",
                _options.CallTimeout,
                token => engine.Client.CreateAsync(plan, token),
                CancellationToken.None
            );
            return new ContainerItem(engine, new EngineContainer(id, plan.Name!, "created", plan.Labels.AsReadOnly()));
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.ImageMissing)
        {
            // Somebody removed it. The next creation prepares it again.
            engine.Images.Forget(ContainerPlan.GetImage(node, _options));
            throw new ProviderException(Name, [ContainersProblems.NoImage(plan.Image, "it was removed", node.Name)], failure)
            {
                IsTransient = true,
            };
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.NameTaken)
        {
            return await FindContainerAsync(engine, plan.Name!, CancellationToken.None)
                ?? throw new ProviderException(Name, [ContainersProblems.Contended(node.Name)], failure) { IsTransient = true };
        }
    }

    /// <summary>Prepares the image of a node, and returns the request that creates its container.</summary>
    private async Task<CreateContainerParameters> PlanAsync(
        NodeEngine engine,
        NodeSpec node,
        ResourceTag tag,
        ValueList<NodeEndpoint> endpoints
    )
    {
        NodeContainer container = _options.Configure(node);
        if (NodeProgram.Check(node, container).FirstOrDefault() is { } problem)
        {
            throw ContainersProblems.Exception(problem);
        }

        CreateContainerParameters plan = ContainerPlan.Create(node, tag, endpoints, Clock.GetUtcNow(), _options);
        plan.Image = await engine.Images.PrepareAsync(plan.Image, node.Name);
        EngineImage? image = NodeProgram.NeedsImage(node, container)
            ? await CallAsync(
                "inspect image",
                _options.CallTimeout,
                token => engine.Client.FindImageAsync(plan.Image, token),
                CancellationToken.None
            )
            : null;
        NodeProgram.Apply(plan, node, container, image);
        return plan;
    }

    private async Task<ContainerItem> CreateAndStartAsync(NodeEngine engine, NodeSpec node, StepRequest request)
    {
        // A node that was changed has another name, so the name alone does not show that the token was used.
        ContainerItem[] ownedItems = await ListContainersAsync(engine, [GetOwnerLabel(request.Tag.Owner)], CancellationToken.None);
        ContainerItem? item = ownedItems.FirstOrDefault(existing => existing.Tag?.Token == request.Token);
        if (item is not null)
        {
            return await StartIfCreatedAsync(item, node, request);
        }

        ValueList<NodeEndpoint> endpoints = await ReserveAddressesAsync(engine, node, request.Tag, ownedItems);
        try
        {
            item = await CreateContainerAsync(engine, node, request.Tag, endpoints);
            return await StartIfCreatedAsync(item, node, request);
        }
        catch (EngineException failure) when (failure.IsWithoutEffect && failure.Meaning != EngineMeaning.AddressTaken)
        {
            ReleaseAddresses(endpoints);
            throw;
        }
    }

    private async Task<ContainerItem> StartIfCreatedAsync(ContainerItem item, NodeSpec node, StepRequest request)
    {
        bool isCreated = item.IsCreated || item.Container.LacksFiles;
        return isCreated && item.Tag is { } tag && tag.Owner == request.Tag.Owner.ToString() ? await StartOrRemoveAsync(item, node) : item;
    }

    /// <summary>Starts a container that was created. Removes it if it cannot be started.</summary>
    private async Task<ContainerItem> StartOrRemoveAsync(ContainerItem item, NodeSpec node)
    {
        try
        {
            await CallAsync(
                "check image",
                _options.CallTimeout,
                async token =>
                {
                    await item.Engine.Images.CheckLoaderAsync(
                        item.Container.Id,
                        ContainerPlan.GetImage(node, _options),
                        FindAgent(),
                        token
                    );
                    return true;
                },
                CancellationToken.None
            );
            return await StartAsync(item, OpenArchive(node), CancellationToken.None);
        }
        catch (EngineException failure) when (failure.IsWithoutEffect)
        {
            try
            {
                await CallAsync(
                    "remove container",
                    _options.CallTimeout,
                    token => item.Engine.Client.RemoveAsync(item.Container.Name, token),
                    CancellationToken.None
                );
            }
            catch (EngineException)
            {
                Problem problem = ContainersProblems.Interpret(failure, item.Tag?.Name ?? "").Problem;
                throw new ProviderException(Name, [problem], failure) { IsOutcomeUnknown = true };
            }

            throw;
        }
    }

    /// <summary>Returns a function that opens the archive of a node.</summary>
    private Func<Stream> OpenArchive(NodeSpec? node) =>
        node is not null && NodeArchive.HasFiles(node)
            ? () => NodeArchive.Pack(FindAgent(), node, _options.FileFolders)
            : () => new MemoryStream(_agent.Value, writable: false);

    private string FindAgent() => AgentImage.Find(_options) ?? throw ContainersProblems.Exception(MissingAgent);

    /// <summary>
    /// Runs the health command of a container of Podman; Docker runs it itself. A failure does not affect other nodes.
    /// </summary>
    private async Task CheckHealthAsync(ContainerItem item, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(
                "check health",
                _options.CallTimeout,
                async token =>
                {
                    if (await item.Engine.Client.IsPodmanAsync(token))
                    {
                        await item.Engine.Client.RunHealthCommandAsync(item.Container.Id, token);
                    }

                    return true;
                },
                cancellationToken
            );
        }
        catch (Exception failure)
            when (failure is TimeoutException or EngineException { Meaning: not (EngineMeaning.Unreachable or EngineMeaning.AccessDenied) })
        {
            ContainersLog.HealthUnknown(Logger, item.Container.Name, item.Tag?.Name ?? "", failure.Message);
        }
    }

    /// <summary>Completes a container that was created, and starts it. Idempotent.</summary>
    private async Task<ContainerItem> StartAsync(ContainerItem item, Func<Stream> openArchive, CancellationToken cancellationToken)
    {
        EngineClient client = item.Engine.Client;
        await CallAsync(
            "start container",
            _options.CallTimeout,
            async token =>
            {
                // The API of Docker 20.10 connects a new container to one network.
                foreach (NodeEndpoint endpoint in item.Endpoints.Skip(1))
                {
                    await client.ConnectAsync(endpoint.Network, item.Container.Id, endpoint.ToSettings(item.Tag?.Name ?? ""), token);
                }

                await client.PutArchiveAsync(item.Container.Id, openArchive, token);
                await client.StartAsync(item.Container.Id, token);
                return true;
            },
            cancellationToken
        );
        return new ContainerItem(
            item.Engine,
            item.Container with
            {
                Status = "running",
                LacksFiles = false,
                IsStartingUp = NodeLabels.Has(item.Container.Labels, NodeLabels.Startup),
            }
        );
    }

    private async Task<Stream> OpenStreamAsync(Resource node, CancellationToken cancellationToken)
    {
        string name = node.Tag.Name;
        NodeEngine engine = _engines.FirstOrDefault(candidate => candidate.Cloud == node.Cloud)
            ?? throw new AgentException(name, ContainersProblems.NotFound(name));
        try
        {
            return await engine.Client.FindAsync(node.Id, cancellationToken) switch
            {
                null => throw new AgentException(name, ContainersProblems.NotFound(name)),
                { Status: "running" } container when NodeLabels.Has(container.Labels, NodeLabels.Attached) =>
                    await engine.Client.OpenExecAsync(node.Id, AgentImage.GetAttachCommand(name), cancellationToken, AgentImage.User),
                { Status: "running" } => await engine.Client.OpenExecAsync(node.Id, AgentImage.GetJoinCommand(name), cancellationToken),
                { Status: "exited" or "stopped" or "dead" or "removing" or EngineContainer.PartlyRemoved } container =>
                    throw await DescribeEndAsync(engine, container, name, cancellationToken),
                var container => throw new AgentException(name, ContainersProblems.NotReady(name, container.Status)) { IsTransient = true },
            };
        }
        catch (EngineException failure)
        {
            BackendFailure meaning = ContainersProblems.Interpret(failure, name);
            throw new AgentException(name, meaning.Problem, failure) { IsTransient = meaning.IsTransient };
        }
    }
}
