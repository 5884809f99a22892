using System.Runtime.CompilerServices;
using Scalewright.Providers.Local.Connections;
using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local;

/// <summary>Provider of nodes on this machine, which are network namespaces on one bridge or plain processes.</summary>
/// <remarks>The state is stored in a folder and in the kernel. Several programs can share a folder. Nodes remain after
/// the program that created them exits, until they are removed or the machine restarts.</remarks>
/// <example>
/// Runs a command on two nodes that are plain processes of this machine, without root:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
/// LocalOptions options = new() { Isolation = LocalIsolation.Processes };
/// await using LocalProvider provider = new(options);
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync();
/// await foreach (NodeResult result in cluster.Nodes.RunAsync(["sh", "-c", "echo $SCALEWRIGHT_NODE_ADDRESS"]))
///     Console.WriteLine($"{result.Node.Name} is at {result.Output.Trim()}");
/// </code>
/// </example>
public sealed partial class LocalProvider : IProvider, INodeAddresses, INodeAdvancement
{
    private const int MaxWave = 64;
    private const int MaxTurns = 32;
    private const int MinPrefixBits = 16;
    private const int MaxPrefixBits = 29;

    private readonly LocalOptions _options;
    private readonly NodeFolders _folders;
    private readonly AddressRange _range;
    private readonly INodeIsolation _isolation;
    private readonly LocalStepExecutor _executor;
    private readonly SemaphoreSlim _turns = new(MaxTurns);
    private bool _hasSwept;

    /// <summary>Creates a provider of nodes on this machine.</summary>
    /// <param name="options">Folder, isolation and limits of nodes; null for the defaults.</param>
    /// <param name="logger">Logger for nodes and their links; null for no logging.</param>
    /// <exception cref="ArgumentException">The folder is not an absolute path, the disk size is below 1 MiB or set for
    /// plain processes, or the address range is not IPv4 with a prefix of 16 to 29 bits (for plain processes, within
    /// 127.0.0.0/8).</exception>
    public LocalProvider(LocalOptions? options = null, ILogger<LocalProvider>? logger = null)
    {
        _options = options ?? new LocalOptions();
        if (!Path.IsPathFullyQualified(_options.Folder))
        {
            throw new ArgumentException($"'{_options.Folder}' is not an absolute path.", nameof(options));
        }

        if (_options.DiskMiB is { } disk && (disk < 1 || _options.Isolation != LocalIsolation.Namespaces))
        {
            throw new ArgumentException(
                $"A disk of {disk} MiB is not possible: use 1 or more, with "
                    + $"{nameof(LocalIsolation)}.{nameof(LocalIsolation.Namespaces)}.",
                nameof(options)
            );
        }

        Logger = logger ?? NullLogger<LocalProvider>.Instance;
        // Paths of one folder must give equal names of nodes and links.
        _options = _options with { Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(_options.Folder)) };
        _range = new AddressRange(GetRange(_options));
        _folders = new NodeFolders(_options.Folder, _range);
        _isolation =
            _options.Isolation == LocalIsolation.Namespaces ? new NetworkNamespaces(_options, _range, Logger) : new PlainProcesses();
        _executor = new LocalStepExecutor(_folders, _range, _isolation, _options, Logger);
    }

    /// <inheritdoc/>
    public string Name => LocalProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Random => _options.Random;

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
    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<Problem> problems = [];
        if (_isolation.Missing is { } missing)
        {
            problems.Add(missing);
        }

        problems.AddRange(_folders.Problem is { } problem ? [problem] : []);
        problems.AddRange(_options.Agent?.Check() ?? []);
        long desired = topology.Groups.Values.Sum(group => (long)group.Nodes.Count);
        if (desired > _range.Count)
        {
            problems.Add(
                new Problem(
                    ProblemCode.InsufficientCapacity,
                    $"{desired} nodes need {desired} addresses, and {_range} has {_range.Count}",
                    "choose a larger range, or request fewer nodes"
                )
            );
        }

        problems.AddRange(IgnoredStartup.Find(topology.Nodes, "node", IgnoredStartup.RunLater));
        return Task.FromResult(problems.ToValueList());
    }

    /// <inheritdoc/>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfAny([.. _folders.Problem is { } problem ? [problem] : Array.Empty<Problem>()]);
        try
        {
            (List<(string Id, LocalNode Node)> nodes, List<DamagedNode> damaged) = _folders.ReadEach();
            ThrowIfDamaged(owner, damaged);
            return Task.FromResult(Resource.SelectOwned(owner, nodes.Select(node => Describe(node.Id, node.Node))));
        }
        catch (Exception failure) when (LocalProblems.IsFolderFailure(failure))
        {
            throw new ProviderException(Name, [LocalProblems.FolderFailed($"reading {_options.Folder}", failure)], failure);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Completes nodes whose creation was interrupted, for example by the kill of a program. Removes those that cannot
    /// be completed, and those whose removal was interrupted.
    /// </remarks>
    public async Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (_folders.Problem is null)
        {
            _folders.TakeAddresses();
        }

        ValueList<Resource> found = await ObserveAsync(owner, cancellationToken);
        Resource[] incomplete =
        [
            .. found.Where(node => node.State == ResourceState.Pending || _folders.GetRemovalState(node.Id) == RemovalState.Interrupted),
        ];
        foreach (Resource node in incomplete)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await _executor.RepairAsync(node.Id);
        }

        return incomplete.Length == 0 ? found : await ObserveAsync(owner, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return ExecuteAsync(requests, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        LocalNode found = Find(node) ?? throw new AgentException(node.Tag.Name, LocalProblems.NotFound(node.Id));
        if (GetPause(node.Id).IsDown)
        {
            throw new AgentException(node.Tag.Name, LocalProblems.Off(node.Id)) { IsTransient = true };
        }

        if (_options.Agent is not { } agent)
        {
            return await OpenAsync(node.Id, found, cancellationToken);
        }

        NodeAgentTransport transport = new(node.Id, found, _folders.GetFilesPath(node.Id), _isolation, token =>
            OpenAsync(node.Id, found, token)
        );
        AgentDeployer deployment = new(
            transport,
            agent with
            {
                Folder = _folders.GetAgentPath(node.Id),
                Epoch = node.Tag.Epoch,
                AllowAutoRestart = false,
            }
        );
        return await deployment.ConnectAsync(new NodeAddress(found.Address), found.Name, cancellationToken);
    }

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Find(node)?.Address ?? "";
    }

    /// <summary>Does not remove the nodes.</summary>
    public ValueTask DisposeAsync()
    {
        _turns.Dispose();
        _shaping.Dispose();
        _isolation.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Returns a node in its actual state; null if its tag has no valid owner.</summary>
    private Resource? Describe(string id, LocalNode node)
    {
        Resource? resource = node.ToResource(id, _isolation.IsThere(id, node));
        return (resource, _folders.GetRemovalState(id)) switch
        {
            (null, _) => null,
            (_, RemovalState.Running) => resource with { State = ResourceState.Deleting },
            // Not Deleting: no program removes it, so the reaper may.
            (_, RemovalState.Interrupted) => resource with
            {
                State = ResourceState.Failed,
                Waiting = _executor.FindReason(id) ?? LocalProblems.RemovalInterrupted,
            },
            ({ State: ResourceState.Pending }, _) => resource with { Waiting = _executor.FindReason(id) },
            ({ State: ResourceState.Ready }, _) when _folders.FindOther(id, node) is { } other => resource with
            {
                State = ResourceState.Failed,
                Waiting = LocalProblems.AddressShared(node.Address, other),
            },
            _ => resource,
        };
    }

    private Task<INodeConnection> OpenAsync(string id, LocalNode node, CancellationToken cancellationToken) =>
        LocalConnection.OpenAsync(id, node, _folders, _isolation, _options, cancellationToken);

    private static Subnet GetRange(LocalOptions options)
    {
        bool isPlain = options.Isolation == LocalIsolation.Processes;
        Subnet range = options.AddressRange ?? Parse(isPlain ? "127.77.0.0/16" : "10.201.0.0/16");
        return
            !range.Base.IsIPv6
            && range.PrefixLength is >= MinPrefixBits and <= MaxPrefixBits
            && (!isPlain || Parse("127.0.0.0/8").Contains(range.First))
            ? range
            : throw new ArgumentException(
                $"{range} is not a range for nodes: IPv4 with {MinPrefixBits} to {MaxPrefixBits} bits "
                    + $"is{(isPlain ? ", within 127.0.0.0/8" : "")}.",
                nameof(options)
            );
    }

    private static Subnet Parse(string text) => Subnet.TryParse(text, out Subnet range) ? range : default;

    private async IAsyncEnumerable<StepOutcome> ExecuteAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (_isolation.Missing is { } missing)
        {
            throw new ProviderException(Name, [missing]);
        }

        MakeRoot();
        ThrowIfAny([.. _folders.Problem is { } problem ? [problem] : Array.Empty<Problem>()]);
        Sweep();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<StepOutcome?>> running = [.. requests.Select(request => DoInTurnAsync(request, ending.Token))];
        try
        {
            while (running.Count > 0)
            {
                Task<StepOutcome?> first = await Task.WhenAny(running);
                running.Remove(first);
                if (await first is { } outcome)
                {
                    yield return outcome;
                }
            }
        }
        finally
        {
            // If the caller has stopped enumerating, started steps complete and no further step starts.
            await ending.CancelAsync();
            await Task.WhenAny(Task.WhenAll(running));
        }
    }

    private void MakeRoot()
    {
        try
        {
            _folders.MakeRoot();
        }
        catch (Exception failure) when (LocalProblems.IsFolderFailure(failure))
        {
            throw new ProviderException(Name, [LocalProblems.NotWritten(_options.Folder, failure.Message)], failure);
        }
    }

    // Runs once per program. A later program removes folders that are abandoned after that.
    private void Sweep()
    {
        try
        {
            if (!Interlocked.Exchange(ref _hasSwept, true))
            {
                _folders.Sweep();
            }
        }
        catch (Exception failure) when (LocalProblems.IsFolderFailure(failure))
        {
            throw new ProviderException(Name, [LocalProblems.FolderFailed($"sweeping {_options.Folder}", failure)], failure);
        }
    }

    /// <returns>Null if the step was not started.</returns>
    private async Task<StepOutcome?> DoInTurnAsync(StepRequest request, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(CancellationToken.None);
        try
        {
            return cancellationToken.IsCancellationRequested ? null : await _executor.ExecuteAsync(request);
        }
        finally
        {
            _turns.Release();
        }
    }
}
