using Scalewright.Randomness;

namespace Scalewright.Providers;

/// <summary>Shared parts of testbed providers: web clients, transport, logging, and observed machines.</summary>
/// <param name="problems">Converts API failures to problems.</param>
/// <param name="random">Random source; null for the system random source.</param>
/// <param name="handler">HTTP handler, owned by the caller; null for the network.</param>
internal sealed class Testbed(RestProblems problems, TimeProvider clock, Random? random, HttpMessageHandler? handler,
    ILogger? logger) : IDisposable
{
    /// <summary>Maximum number of steps in one wave.</summary>
    public const int MaxBatchSize = 500;

    private readonly ConcurrentDictionary<string, string> _machines = new(StringComparer.Ordinal);

    public ILogger Logger { get; } = logger ?? NullLogger.Instance;

    public Random Random { get; } = random ?? new SystemRandom();

    public HttpMessageInvoker Http { get; } = new(
        handler ?? new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10)
        }, disposeHandler: handler is null);

    public WaveTimer Waves { get; } = new(logger ?? NullLogger.Instance, clock);

    /// <summary>Transport to machines; null if connections are not possible.</summary>
    public required INodeTransport? Transport { get; init; }

    /// <summary>Returns the transport address of a machine.</summary>
    public required Func<string, NodeAddress> NodeAddressSelector { get; init; }

    /// <summary>Creates the problem reported for a node when no transport is set.</summary>
    public required Func<string, Problem> CreateNoTransportProblem { get; init; }

    /// <summary>Creates a client of the testbed's own API.</summary>
    /// <param name="accept">Accepted content type of responses.</param>
    public RestClient CreateClient(
        Uri address, RestLogin login, TimeSpan callTimeout, string accept = "application/json") =>
        new(Http, login, new RestOptions(new Uri($"{address.ToString().TrimEnd('/')}/"), "the testbed's API")
        {
            CallTimeout = callTimeout, Clock = clock, Random = Random, Logger = Logger, Accept = accept,
        });

    /// <summary>Records the observed machine of a node.</summary>
    public void RecordMachine(string node, string machine) => _machines[node] = machine;

    /// <summary>Last observed machine of a node; empty if none was observed.</summary>
    public string GetMachine(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _machines.GetValueOrDefault(node.Id, "");
    }

    /// <summary>Last observed address of a node; empty if none was observed.</summary>
    public string FindAddress(Resource node) =>
        GetMachine(node) is { Length: > 0 } machine ? NodeAddressSelector(machine).Host : "";

    /// <summary>Connects to a node.</summary>
    /// <param name="find">Returns the node's machine; throws if the machine does not currently accept
    /// connections.</param>
    public async Task<INodeConnection> ConnectAsync(
        Resource node, Func<string, Task<string>> find, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (Transport is not { } transport)
        {
            throw new AgentException(name, CreateNoTransportProblem(name));
        }

        try
        {
            return await transport.ConnectAsync(NodeAddressSelector(await find(name)), name, cancellationToken);
        }
        catch (RestException failure)
        {
            throw new AgentException(name, problems.From(failure, name), failure);
        }
    }

    public void Dispose() => Http.Dispose();
}

/// <summary>Problems that all testbeds share.</summary>
internal static class TestbedProblems
{
    public static Problem OtherOwner(string node, string id) => new(
        ProblemCode.ForeignResource, $"'{TextEscaping.Escape(id)}' does not have this node's ownership tag",
        "observe again, or choose another name") { Field = node };

    public static Problem UnknownSite(string node, string site, IEnumerable<string> known) => new(
        ProblemCode.UnknownCloud, $"there is no site '{TextEscaping.Escape(site)}'",
        $"use one of {string.Join(", ", known)}") { Field = node };

    public static Problem TooMany(string location, int desired, int available) => new(
        ProblemCode.InsufficientCapacity,
        $"{Pluralizer.Format(desired, "node")} {(desired == 1 ? "is" : "are")} requested, but {location} has only "
        + $"{Pluralizer.Format(available, "suitable machine")}",
        "request fewer nodes, or use more sites") { Field = location };

    /// <summary>Returns the requested size of a node, as the start of a message.</summary>
    public static string Sizes(NodeSpec node) =>
        $"{Pluralizer.Format(node.Hardware.Cpus, "processor")} and {node.Hardware.MemoryMiB} MiB are requested";

    /// <param name="machine">Kind of machine, for example <c>board</c>.</param>
    /// <param name="image">Deployed item, for example <c>the image</c>.</param>
    public static Problem NotSent(string node, string machine, string image) => new(
        ProblemCode.ProviderContractViolation,
        $"its files, startup commands and startup scripts are not copied to the {machine}",
        $"put them into {image}, or run them when the node is ready")
    {
        Field = node, Severity = ProblemSeverity.Warning,
    };

    /// <param name="machines">Kind of machines, for example <c>boards</c>.</param>
    /// <param name="whose">Owner of the network to which the machines are connected, for example <c>their
    /// site</c>.</param>
    public static Problem NoNetwork(string network, string machines, string whose) => new(
        ProblemCode.ProviderContractViolation, $"{machines} use the network of {whose} instead of this network",
        "omit the network, or use a provider that creates networks")
    {
        Field = network, Severity = ProblemSeverity.Warning,
    };

    /// <param name="machines">Kind of machines, for example <c>boards</c>.</param>
    public static Problem NoTransport(string node, string machines, string advice) => new(
        ProblemCode.ConnectionLost, $"no transport to {machines} is configured", advice) { Field = node };

    public static Problem NotReached(string node, string found) =>
        new(ProblemCode.ConnectionLost, found, "connect when it is ready") { Field = node };
}

/// <summary>Recently created or ended items, for which eventually consistent lists may not be up to date.</summary>
/// <param name="window">Maximum time until a change appears in lists.</param>
internal sealed class Recents<T>(TimeProvider clock, TimeSpan window)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, DateTimeOffset> _all = new();

    /// <summary>Records an item.</summary>
    /// <param name="at">Time of the request; null for now.</param>
    public void Add(T one, DateTimeOffset? at = null) => _all[one] = at ?? clock.GetUtcNow();

    /// <summary>Returns the items recorded within the window, and removes older ones.</summary>
    public IEnumerable<T> Read()
    {
        foreach ((T one, DateTimeOffset at) in _all.ToArray())
        {
            if (clock.GetUtcNow() - at <= window)
            {
                yield return one;
            }
            else
            {
                _all.TryRemove(one, out _);
            }
        }
    }
}
