namespace Scalewright.Providers;

/// <summary>Provider of a testbed, which reserves machines. Disposal keeps reservations and their machines.</summary>
public abstract class TestbedProvider : RemoteProvider, INodeAddresses, INodeAdvancement
{
    private const int MaxSteps = 500;

    private readonly RestProblems _problems;
    private readonly TestbedOptions _options;
    private readonly ConcurrentDictionary<string, string> _machines = new(StringComparer.Ordinal);

    private protected TestbedProvider(RestProblems problems, TestbedOptions options, ILogger? logger)
        : base(CreateSettings(problems, options, logger))
    {
        (_problems, _options) = (problems, options);
        Http = Own(
            new HttpMessageInvoker(
                options.Handler
                    ?? new SocketsHttpHandler
                    {
                        UseCookies = false,
                        AllowAutoRedirect = false,
                        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                    },
                disposeHandler: options.Handler is null
            )
        );
    }

    private protected HttpMessageInvoker Http { get; }

    /// <inheritdoc/>
    public Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return QueryAsync(async () => Resource.SelectOwned(owner, await AdvanceNodesAsync(owner, cancellationToken)), cancellationToken);
    }

    /// <inheritdoc/>
    public virtual string FindAddress(Resource node) =>
        GetMachine(node) is { Length: > 0 } machine ? _options.NodeAddressSelector(machine).Host : "";

    /// <inheritdoc/>
    protected override async Task<INodeConnection> OpenConnectionAsync(Resource node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (_options.Transport is not { } transport)
        {
            throw new AgentException(name, NoTransport(name));
        }

        string machine = await FindMachineAsync(node, name, cancellationToken);
        return await transport.ConnectAsync(_options.NodeAddressSelector(machine), name, cancellationToken);
    }

    /// <inheritdoc/>
    protected override BackendFailure? Interpret(Exception exception, string subject) =>
        exception switch
        {
            RestException failure => _problems.Interpret(failure, subject),
            ProviderException { InnerException: RestException { IsRefusal: true } refusal } => _problems.Interpret(refusal, subject),
            _ => null,
        };

    /// <summary>Creates a client of the testbed's own API.</summary>
    private protected RestClient CreateClient(Uri address, RestLogin login, string accept = "application/json") =>
        new(
            Http,
            Own(login),
            new RestOptions(new Uri($"{address.ToString().TrimEnd('/')}/"), "the testbed's API")
            {
                CallTimeout = _options.CallTimeout,
                Clock = Clock,
                Random = Random,
                Logger = Logger,
                Accept = accept,
            }
        );

    /// <summary>Records the observed machine of a node.</summary>
    private protected void RecordMachine(string node, string machine) => _machines[node] = machine;

    /// <summary>Last observed machine of a node; empty if none was observed.</summary>
    private protected string GetMachine(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _machines.GetValueOrDefault(node.Id, "");
    }

    /// <summary>
    /// Continues the creation of nodes, and lists the nodes of an owner. Requests nothing after a cancellation.
    /// </summary>
    private protected abstract Task<IEnumerable<Resource?>> AdvanceNodesAsync(Owner owner, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the machine of a node; throws an exception if the machine does not currently accept connections.
    /// </summary>
    private protected abstract Task<string> FindMachineAsync(Resource node, string name, CancellationToken cancellationToken);

    /// <summary>Creates the problem reported for a node when no transport is set.</summary>
    private protected abstract Problem NoTransport(string node);

    private static RemoteProviderSettings CreateSettings(RestProblems problems, TestbedOptions options, ILogger? logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new RemoteProviderSettings(problems.Provider)
        {
            Clock = options.Clock,
            Random = options.Random,
            Logger = logger,
            MaxBatchSize = MaxSteps,
            MaxConcurrency = options.MaxConcurrency,
            ConsistencyWindow = options.ConsistencyWindow,
        };
    }
}

/// <summary>Problems that all testbeds share.</summary>
internal static class TestbedProblems
{
    public static Problem OtherOwner(string node, string id) =>
        new(
            ProblemCode.ForeignResource,
            $"'{TextEscaping.Escape(id)}' does not have this node's ownership tag",
            "observe again, or choose another name"
        )
        {
            Field = node,
        };

    public static Problem UnknownSite(string node, string site, IEnumerable<string> sites) =>
        new(ProblemCode.UnknownCloud, $"there is no site '{TextEscaping.Escape(site)}'", $"use one of {string.Join(", ", sites)}")
        {
            Field = node,
        };

    public static Problem TooMany(string location, int desired, int available) =>
        new(
            ProblemCode.InsufficientCapacity,
            $"{Pluralizer.Format(desired, "node")} {(desired == 1 ? "is" : "are")} requested, but {location} has only "
                + $"{Pluralizer.Format(available, "suitable machine")}",
            "request fewer nodes, or use more sites"
        )
        {
            Field = location,
        };

    /// <summary>Returns the requested size of a node, as the start of a message.</summary>
    public static string Sizes(NodeSpec node) =>
        $"{Pluralizer.Format(node.Hardware.Cpus, "processor")} and {node.Hardware.MemoryMiB} MiB are requested";

    /// <summary>Returns the parts of a topology that a testbed ignores: networks, files and startup commands.</summary>
    /// <param name="machine">Kind of machine, for example <c>board</c>.</param>
    /// <param name="image">Deployed item, for example <c>the image</c>.</param>
    /// <param name="whose">Owner of the network to which the machines are connected, for example <c>their
    /// site</c>.</param>
    public static IEnumerable<Problem> Ignored(Topology topology, string machine, string image, string whose) =>
        topology
            .Networks.Keys.Select(network => NoNetwork(network, $"{machine}s", whose))
            .Concat(IgnoredStartup.Find(topology.Nodes, machine, $"put them into {image}, or run them when the node is ready"));

    /// <param name="machines">Kind of machines, for example <c>boards</c>.</param>
    public static Problem NoTransport(string node, string machines, string advice) =>
        new(ProblemCode.ConnectionLost, $"no transport to {machines} is configured", advice) { Field = node };

    public static Problem NotReached(string node, string found) =>
        new(ProblemCode.ConnectionLost, found, "connect when it is ready") { Field = node };

    private static Problem NoNetwork(string network, string machines, string whose) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"{machines} use the network of {whose} instead of this network",
            "omit the network, or use a provider that creates networks"
        )
        {
            Field = network,
            Severity = ProblemSeverity.Warning,
        };
}

/// <summary>Recently created or ended items, for which eventually consistent lists may not be up to date.</summary>
/// <param name="window">Maximum time until a change appears in lists.</param>
internal sealed class Recents<T>(TimeProvider clock, TimeSpan window)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, DateTimeOffset> _all = new();

    /// <summary>Records an item.</summary>
    /// <param name="at">Time of the request; null for now.</param>
    public void Add(T id, DateTimeOffset? at = null) => _all[id] = at ?? clock.GetUtcNow();

    /// <summary>Returns the items recorded within the window, and removes older ones.</summary>
    public IEnumerable<T> Read()
    {
        foreach ((T id, DateTimeOffset at) in _all.ToArray())
        {
            if (clock.GetUtcNow() - at <= window)
            {
                yield return id;
            }
            else
            {
                _all.TryRemove(id, out _);
            }
        }
    }
}
