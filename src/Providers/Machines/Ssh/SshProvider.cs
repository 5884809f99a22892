using System.Runtime.CompilerServices;
using Scalewright.Providers.Ssh.Hosts;

namespace Scalewright.Providers.Ssh;

/// <summary>
/// Provider that uses existing machines as nodes, one node per machine. Creating a node writes an ownership tag to a
/// machine, and removing it deletes the tag.
/// </summary>
/// <remarks>The ownership tag is stored on the machine itself, so several programs can share a list of machines. A tag
/// with a higher epoch causes requests with a lower epoch to be refused. Networks and groups need no setup.</remarks>
/// <example>
/// Uses two machines of a lab as nodes of a web shop, and keeps the state of the cluster:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
/// ValueList&lt;NodeAddress> machines = [new("lab-1") { User = "ann" }, new("lab-2") { User = "ann" }];
/// SshClientOptions ssh = new() { KnownHostsFile = "shop-state/known_hosts" };
/// await using SshProvider provider = new(machines, new SshOptions { Client = ssh });
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider)
///     .WithState("shop-state").ProvisionAsync();
/// Console.WriteLine((await cluster.Nodes[0].RunAsync(["hostname"])).Output);
/// </code>
/// </example>
public sealed partial class SshProvider : IProvider, INodeAddresses
{
    private const int MaxWave = 256;
    private static readonly TimeSpan MinFaultLease = TimeSpan.FromSeconds(3);

    private readonly SshOptions _options;
    private readonly INodeTransport _transport;
    private readonly HostTagClient[] _hosts;
    private readonly HostStepExecutor _executor;
    private readonly FaultLeases _leases;

    /// <summary>Creates a provider from a list of machines.</summary>
    /// <param name="hosts">Machines without duplicates, in order of use. A node named like a host is placed on that
    /// host.</param>
    /// <param name="options">SSH and provider settings; null for the defaults.</param>
    /// <param name="loggers">Creates the loggers; null for no logging.</param>
    /// <exception cref="ArgumentException">The list is empty or has duplicates, or an address is invalid.</exception>
    public SshProvider(ValueList<NodeAddress> hosts, SshOptions? options = null, ILoggerFactory? loggers = null)
        : this(Checked(hosts), options ?? new SshOptions(), loggers ?? NullLoggerFactory.Instance, (chosen, logger) =>
            new SshTransport(chosen, logger)
        ) { }

    private SshProvider(
        IEnumerable<HostFileEntry> hosts,
        SshOptions options,
        ILoggerFactory loggers,
        Func<SshClientOptions, ILogger<SshTransport>, INodeTransport> createTransport
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FaultLeasePeriod, MinFaultLease);
        _options = options;
        Logger = loggers.CreateLogger<SshProvider>();
        _transport = options.Transport ?? createTransport(options.Client, loggers.CreateLogger<SshTransport>());
        _hosts = [.. hosts.Select(host => new HostTagClient(host.Address, _transport, options) { Name = host.Name })];
        _leases = new FaultLeases(options.FaultLeasePeriod, Clock, Logger);
        _executor = new HostStepExecutor(_hosts, Clock, Logger);
    }

    /// <summary>Creates a provider from a host file, which must be valid as a whole.</summary>
    /// <param name="path">The file; see <see cref="HostFile"/>.</param>
    /// <param name="options">SSH and provider settings; null for the defaults. With a custom transport, passwords in
    /// the file are not used.</param>
    /// <param name="loggers">Creates the loggers; null for no logging.</param>
    /// <exception cref="ProviderException">The file cannot be read or a host is invalid; the exception has all
    /// problems.</exception>
    public static SshProvider FromFile(string path, SshOptions? options = null, ILoggerFactory? loggers = null) =>
        FromFile(HostFile.Load(path), options, loggers);

    /// <summary>
    /// Creates a provider from the valid hosts of a host file. A node named like a host is placed on that host.
    /// </summary>
    /// <param name="file">The file; its problems list the invalid hosts.</param>
    /// <param name="options">SSH and provider settings; null for the defaults. With a custom transport, passwords in
    /// the file are not used.</param>
    /// <param name="loggers">Creates the loggers; null for no logging.</param>
    /// <exception cref="ProviderException">No host is valid.</exception>
    public static SshProvider FromFile(HostFile file, SshOptions? options = null, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Hosts.Count == 0)
        {
            throw new ProviderException(
                SshProblems.Provider,
                file.Problems.Count > 0 ? file.Problems : [SshProblems.NoHostInFile(file.Source)]
            );
        }

        return new SshProvider(file.Hosts, options ?? new SshOptions(), loggers ?? NullLoggerFactory.Instance, (chosen, logger) =>
            new FileTransport(file, chosen, logger)
        );
    }

    /// <inheritdoc/>
    public string Name => SshProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Client.Clock;

    /// <inheritdoc/>
    public Random Random => _options.Client.Random;

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
        AgentException[] failures = await PollAsync(cancellationToken);

        // Without any reachable machine, no cluster can be created.
        ProblemSeverity severity =
            _options.AllowsUnreachableHosts && failures.Length < _hosts.Length ? ProblemSeverity.Warning : ProblemSeverity.Error;
        List<Problem> problems = [.. failures.Select(failure => failure.Problems[0] with { Severity = severity })];
        problems.AddRange(_options.Agent?.Check() ?? []);
        long desired = topology.Groups.Values.Sum(group => (long)group.Nodes.Count);
        if (desired > _hosts.Length)
        {
            problems.Add(
                new Problem(
                    ProblemCode.InsufficientCapacity,
                    $"{desired} nodes need {desired} machines, and there are {_hosts.Length}",
                    "name more machines, or want fewer nodes"
                )
            );
        }

        problems.AddRange(IgnoredStartup.Find(topology.Nodes, "machine", IgnoredStartup.RunLater));
        return problems.ToValueList();
    }

    /// <inheritdoc/>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        AgentException[] failures = await PollAsync(cancellationToken);
        if (!_options.AllowsUnreachableHosts && _hosts.Any(client => !client.IsSeen))
        {
            throw new ProviderException(Name, failures.Select(failure => failure.Problems[0]).ToValueList(), failures[0])
            {
                // Not transient after a refused login, because retries could lock the account.
                IsTransient = failures.All(failure => failure.IsTransient || failure.Code == ProblemCode.ConnectionLost),
            };
        }

        return Resource.SelectOwned(owner, _hosts.Select(client => client.Seen?.ToResource(client.Id)));
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
        HostTagClient client = _hosts.FirstOrDefault(desk => desk.Id == node.Id) ?? throw NotFound(node);
        // A cluster retries the connection as a whole.
        StoredResourceTag? tag = await client.ReadAsync(isIdempotent: false, cancellationToken);
        return tag?.Token == node.Tag.Token
            ? await client.ConnectAsync(node.Tag.Name, node.Tag.Epoch, cancellationToken)
            : throw NotFound(node);
    }

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _hosts.FirstOrDefault(client => client.Id == node.Id)?.DisplayAddress ?? "";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leases.DisposeAsync();
        if (_options.Transport is null)
        {
            await _transport.DisposeAsync();
        }
    }

    private static AgentException NotFound(Resource node) =>
        new(
            node.Tag.Name,
            new Problem(
                ProblemCode.ResourceNotFound,
                $"{TextEscaping.Escape(node.Id)} is not this node any more",
                "observe the cluster, and create it again"
            )
        );

    private static IEnumerable<HostFileEntry> Checked(ValueList<NodeAddress> hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        if (hosts.Count == 0)
        {
            throw new ArgumentException("The provider needs one or more machines.", nameof(hosts));
        }

        foreach (NodeAddress host in hosts)
        {
            AddressRules.Check(host);
        }

        if (
            hosts.GroupBy(AddressRules.GetCanonicalAddress, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is
            { } duplicate
        )
        {
            throw new ArgumentException($"'{duplicate.First()}' is named twice.", nameof(hosts));
        }

        return hosts.Select(host => new HostFileEntry(host.Host, host));
    }

    /// <summary>Observes all machines concurrently.</summary>
    /// <returns>Failures in the order of the machines.</returns>
    private async Task<AgentException[]> PollAsync(CancellationToken cancellationToken)
    {
        AgentException?[] failures = await Task.WhenAll(_hosts.Select(client => PollAsync(client, cancellationToken)));
        return [.. failures.OfType<AgentException>()];
    }

    private async Task<AgentException?> PollAsync(HostTagClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ReadAsync(isIdempotent: true, cancellationToken);
            return null;
        }
        catch (AgentException failure)
        {
            SshLog.HostUnreachable(Logger, client.Id, failure.Problems[0].Message);
            return failure;
        }
    }

    private async IAsyncEnumerable<StepOutcome> RunStepsAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (cancellationToken.IsCancellationRequested)
        {
            yield break;
        }

        await PollAsync(cancellationToken);
        List<Task<StepOutcome>> running = [.. requests.Select(_executor.ExecuteAsync)];
        while (running.Count > 0)
        {
            Task<StepOutcome> first = await Task.WhenAny(running);
            running.Remove(first);
            yield return await first;
        }
    }
}

/// <summary>Transport for the machines of a host file. Machines with the same password share one transport.</summary>
internal sealed class FileTransport : INodeTransport
{
    private readonly Dictionary<NodeAddress, SshTransport> _transports;

    public FileTransport(HostFile file, SshClientOptions options, ILogger<SshTransport> logger) =>
        _transports = file
            .Hosts.GroupBy(host => host.Password?.Text ?? options.Password?.Text, StringComparer.Ordinal)
            .Select(hosts =>
                (
                    Hosts: hosts,
                    Way: new SshTransport(options with { Password = hosts.Key is { } text ? new SshPassword(text) : null }, logger)
                )
            )
            .SelectMany(group => group.Hosts.Select(host => (host.Address, group.Way)))
            .ToDictionary(pair => pair.Address, pair => pair.Way);

    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        _transports[address].ConnectAsync(address, node, cancellationToken);

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    ) => _transports[address].OpenProcessStreamAsync(address, command, busyRetry, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (SshTransport transport in _transports.Values.Distinct())
        {
            await transport.DisposeAsync();
        }
    }
}
