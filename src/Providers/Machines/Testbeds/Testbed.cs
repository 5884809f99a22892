using System.Runtime.CompilerServices;
using Scalewright.Randomness;

namespace Scalewright.Providers;

/// <summary>What the provider of a testbed has whatever it reserves: the way to its web services and into its machines, its log, and where machines were seen.</summary>
/// <param name="problems">What refusals mean there.</param>
/// <param name="chance">Null: the system's.</param>
/// <param name="handler">What requests go through, the caller's to dispose; null: the network.</param>
internal sealed class Testbed(RestProblems problems, TimeProvider clock, Random? chance, HttpMessageHandler? handler, ILogger? logger) : IDisposable
{
    /// <summary>Orders of one wave.</summary>
    public const int WaveMax = 500;

    private readonly ConcurrentDictionary<string, string> _machines = new(StringComparer.Ordinal);

    public ILogger Logger { get; } = logger ?? NullLogger.Instance;

    public Random Chance { get; } = chance ?? new SystemChance();

    public HttpMessageInvoker Http { get; } = new(
        handler ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) }, disposeHandler: handler is null);

    public WaveNotes Waves { get; } = new(logger ?? NullLogger.Instance, clock);

    /// <summary>The way into machines; null: there is none.</summary>
    public required INodeTransport? Transport { get; init; }

    /// <summary>Where a machine is found by that way.</summary>
    public required Func<string, NodeAddress> Reach { get; init; }

    /// <summary>What is told of a node where there is no way in.</summary>
    public required Func<string, Problem> NoWayIn { get; init; }

    /// <summary>Calls of the testbed's own API.</summary>
    /// <param name="accept">What kind of answer is asked for.</param>
    public RestClient ClientOf(Uri address, RestLogin login, TimeSpan callTimeout, string accept = "application/json") => new(Http, login, new RestOptions(new Uri($"{address.ToString().TrimEnd('/')}/"), "the testbed's API")
    {
        CallTimeout = callTimeout, Clock = clock, Chance = Chance, Logger = Logger, Accept = accept,
    });

    /// <summary>Notes where a node's machine was seen.</summary>
    public void Note(string node, string machine) => _machines[node] = machine;

    /// <summary>The machine of a node as it was seen last; empty: it was not.</summary>
    public string MachineOf(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _machines.GetValueOrDefault(node.Id, "");
    }

    /// <summary>Where a node was seen last; empty: nowhere.</summary>
    public string FindAddress(Resource node) => MachineOf(node) is { Length: > 0 } machine ? Reach(machine).Host : "";

    /// <summary>Opens a way into a node.</summary>
    /// <param name="find">Its machine; throws when it cannot be entered now.</param>
    public async Task<INodeConnection> ConnectAsync(Resource node, Func<string, Task<string>> find, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (Transport is not { } transport)
        {
            throw new AgentException(name, NoWayIn(name));
        }

        try
        {
            return await transport.ConnectAsync(Reach(await find(name)), name, cancellationToken);
        }
        catch (RestException failure)
        {
            throw new AgentException(name, problems.Of(failure, name), failure);
        }
    }

    /// <summary>How far reservations have come: now, and again each time that changes, until nothing changes any more by itself.</summary>
    /// <param name="waits">Whether one has not begun.</param>
    /// <param name="startOf">When one that waits is to begin; null: nobody knows.</param>
    /// <param name="period">The first pause between looks, and by how much each is longer.</param>
    public async IAsyncEnumerable<ValueList<T>> FollowAsync<T>(
        Func<CancellationToken, Task<ValueList<T>>> look, Func<T, bool> isSettled, Func<T, bool> waits, Func<T, DateTimeOffset?> startOf, TimeSpan period, TimeSpan periodMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ValueList<T>? told = null;
        for (int count = 1; ; count++)
        {
            ValueList<T> now = await look(cancellationToken);
            if (now != told)
            {
                yield return told = now;
            }

            if (now.All(isSettled))
            {
                yield break;
            }

            TimeSpan? untilStart = now.All(waits) ? now.Select(startOf).Min() - clock.GetUtcNow() : null;
            await Task.Delay(LookPauses.After(count, untilStart, period, periodMax), clock, cancellationToken);
        }
    }

    public void Dispose() => Http.Dispose();
}

/// <summary>What is wrong in the same way at every testbed.</summary>
internal static class TestbedProblems
{
    public static Problem Foreign(string node, string id) => new(
        ProblemCode.ForeignResource, $"'{Printable.Escape(id)}' does not carry this node's mark", "observe again, or choose another name") { Field = node };

    public static Problem UnknownSite(string node, string site, IEnumerable<string> known) => new(
        ProblemCode.UnknownCloud, $"there is no site '{Printable.Escape(site)}'", $"use one of {string.Join(", ", known)}") { Field = node };

    public static Problem TooMany(string place, int wanted, int there) => new(
        ProblemCode.Capacity, $"{CountText.Of(wanted, "node")} {(wanted == 1 ? "is" : "are")} wanted, and {place} has {CountText.Of(there, "machine")} that would do", "want fewer nodes, or more sites") { Field = place };

    /// <summary>What a node asks for, as the beginning of what was found.</summary>
    public static string Sizes(NodeSpec node) => $"{CountText.Of(node.Hardware.Cpus, "processor")} and {node.Hardware.MemoryMiB} MiB are asked for";

    /// <param name="machine">What a node is there, as in <c>board</c>.</param>
    /// <param name="image">What is put on it, as in <c>the image</c>.</param>
    public static Problem NotSent(string node, string machine, string image) => new(
        ProblemCode.ProviderNonsense, $"its files, startup commands and scripts are not put onto the {machine}", $"put them into {image}, or run them when the node is ready")
    {
        Field = node, Severity = ProblemSeverity.Warning,
    };

    /// <param name="machines">What nodes are there, as in <c>boards</c>.</param>
    /// <param name="whose">Whose network they get.</param>
    public static Problem NoNetwork(string network, string machines, string whose) => new(
        ProblemCode.ProviderNonsense, $"{machines} get the network of {whose}, not this one", "leave it out, or use a provider that makes networks")
    {
        Field = network, Severity = ProblemSeverity.Warning,
    };

    /// <param name="machines">What nodes are there, as in <c>boards</c>.</param>
    /// <param name="options">What the options are called.</param>
    public static Problem NoWayIn(string node, string machines, string options) => new(
        ProblemCode.ConnectionLost, $"nothing is set by which {machines} are entered", $"set {options}.Transport") { Field = node };

    public static Problem NotReached(string node, string found) => new(ProblemCode.ConnectionLost, found, "connect when it is ready") { Field = node };
}

/// <summary>What was asked for a moment ago, and lists may not show yet.</summary>
/// <param name="window">How late lists may be.</param>
internal sealed class Recents<T>(TimeProvider clock, TimeSpan window)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, DateTimeOffset> _all = new();

    /// <summary>Notes something.</summary>
    /// <param name="at">When it was asked for; null: now.</param>
    public void Note(T one, DateTimeOffset? at = null) => _all[one] = at ?? clock.GetUtcNow();

    /// <summary>All of it. What lists show by now is forgotten.</summary>
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
