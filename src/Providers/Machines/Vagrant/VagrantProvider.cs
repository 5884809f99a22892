using Scalewright.Providers.Vagrant.Machines;

namespace Scalewright.Providers.Vagrant;

/// <summary>
/// Provider of nodes that are Vagrant VMs on this machine or on a remote one. Each node is a VM in its cluster's
/// Vagrantfile; its ownership tag is stored in a file beside the Vagrantfile.
/// </summary>
/// <example>
/// Starts three VMs on this machine, with enough time to download the box:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(3).Build()).Build();
/// VagrantOptions options = new("vms") { Box = "debian/bookworm64", Hypervisor = "libvirt" };
/// await using VagrantProvider provider = new(options);
/// await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).WithState("shop-state")
///     .WithOptions(settings => settings with { NodeStartTimeout = TimeSpan.FromMinutes(45) }).ProvisionAsync();
/// foreach (Resource node in await provider.ObserveAsync(cluster.Owner))
///     Console.WriteLine($"{node.Tag.Name} is at {provider.FindAddress(node)}");
/// </code>
/// </example>
public sealed class VagrantProvider : IProvider, INodeAddresses, INodeAdvancement
{
    private const int MaxWave = 100;

    private readonly VagrantOptions _options;
    private readonly VagrantCommands _commands;
    private readonly MachineRepository _machines;
    private readonly MachineStarts _starts;
    private readonly MachineStepExecutor _executor;
    private readonly ConcurrentDictionary<string, Lazy<INodeTransport>> _transports = new(StringComparer.Ordinal);

    /// <summary>Creates a provider. Runs no command yet.</summary>
    /// <param name="options">Folder, box and settings of Vagrant.</param>
    /// <param name="logger">Logger for VMs and commands; null for no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public VagrantProvider(VagrantOptions options, ILogger<VagrantProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        Logger = logger ?? NullLogger<VagrantProvider>.Instance;
        Random = options.Random ?? new SystemRandom();
        _machines = new MachineRepository(_options, Logger);
        HostFolder folders = new(_machines, _options);
        _commands = new VagrantCommands(_options, folders, Logger);
        _starts = new MachineStarts(_commands, _machines, _options, Logger);
        _executor = new MachineStepExecutor(_machines, folders, _commands, _starts, _options, Logger);
    }

    /// <inheritdoc/>
    public string Name => VagrantProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Random { get; }

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

    /// <summary>Validates the Vagrantfile for these nodes with <c>vagrant validate</c>. Creates nothing.</summary>
    /// <inheritdoc/>
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<Problem> problems = [.. IgnoredStartup.Find(topology.Nodes, "VM", "put them into the box")];
        Owner nobody = new(default, topology.Name);
        VagrantMachine[] machines =
        [
            .. topology.Nodes.Select(node =>
                VagrantMachine.FromSpec(node, new ResourceTag(nobody, StepTarget.Node, node.Name, node.Name), _options)
            ),
        ];
        CommandResult result = await _commands.ValidateAsync(Vagrantfile.Write(machines, _options.Hypervisor), cancellationToken);
        return result.ExitCode == 0
            ? problems.ToValueList()
            : [.. problems, VagrantProblems.Failed("validate", VagrantCommands.GetMessage(result))];
    }

    /// <inheritdoc/>
    /// <remarks>Changes nothing: VMs with an interrupted start stay pending until <see cref="AdvanceAsync"/>.</remarks>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        List<Resource?> resources = [];
        foreach (string cluster in owner is null ? _machines.Clusters() : [MachineName.GetFolder(owner)])
        {
            resources.AddRange(await PollAsync(cluster, static _ => { }, cancellationToken));
        }

        return Resource.SelectOwned(owner, resources);
    }

    /// <inheritdoc/>
    /// <remarks>Starts VMs whose start was interrupted, for example by the exit of a program.</remarks>
    public async Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        string cluster = MachineName.GetFolder(owner);
        return Resource.SelectOwned(
            owner,
            await PollAsync(cluster, machine => Start(cluster, machine, cancellationToken), cancellationToken)
        );
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls = requests.Select(request =>
            (Func<Task<ValueList<StepOutcome>>>)(async () => [await _executor.ExecuteAsync(request)])
        );
        return StepCallRunner.RunAsync(requests, calls, _options.MaxConcurrency, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (_options.TransportFactory is not { } open)
        {
            throw new AgentException(name, VagrantProblems.NoTransport(name));
        }

        try
        {
            VagrantSshConfig access = await GetSshConfigAsync(node, cancellationToken);
            Lazy<INodeTransport> transport = _transports.GetOrAdd(access.IdentityFile, _ => new Lazy<INodeTransport>(() => open(access)));
            return await transport.Value.ConnectAsync(
                new NodeAddress(access.Host) { Port = access.Port, User = access.User },
                name,
                cancellationToken
            );
        }
        catch (ProviderException failure)
        {
            throw new AgentException(name, failure.Problems[0] with { Field = name }, failure) { IsTransient = failure.IsTransient };
        }
    }

    /// <summary>Returns the SSH access to a VM, as <c>vagrant ssh-config</c> reports it.</summary>
    /// <param name="node">The node, as observed.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="AgentException">The VM does not exist or is not started.</exception>
    /// <exception cref="ProviderException">The output of Vagrant cannot be read.</exception>
    public async Task<VagrantSshConfig> GetSshConfigAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (MachineId.Parse(node.Id) is not { } id || _machines.Find(id) is not { } machine || machine.Tag.Token != node.Tag.Token)
        {
            throw new AgentException(name, VagrantProblems.NotFound(name));
        }

        if (!machine.IsUp)
        {
            throw new AgentException(
                name,
                VagrantProblems.NotReached(name, machine.Failure.Length > 0 ? machine.Failure : "its VM is not started yet")
            );
        }

        CommandResult result = await _commands.RunAloneAsync(id.Cluster, ["ssh-config", id.Name], [], cancellationToken);
        return result.ExitCode != 0
            ? throw new AgentException(name, VagrantProblems.Failed("ssh-config", VagrantCommands.GetMessage(result), name))
            : SshConfigReader.Read(result.Output)
                ?? throw VagrantProblems.Exception(VagrantProblems.Unreadable("the output of 'vagrant ssh-config'", result.Output));
    }

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return MachineId.Parse(node.Id) is { } id ? _machines.Find(id)?.Address ?? "" : "";
    }

    /// <summary>
    /// Does not remove the VMs. The next program that advances their cluster retries interrupted starts.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _starts.DisposeAsync();
        foreach (Lazy<INodeTransport> transport in _transports.Values.Where(transport => transport.IsValueCreated))
        {
            await transport.Value.DisposeAsync();
        }
    }

    private void Start(string cluster, VagrantMachine machine, CancellationToken cancellationToken)
    {
        if (machine.IsToStart(_options.MaxStartAttempts) && !cancellationToken.IsCancellationRequested)
        {
            _starts.Start(cluster, machine.Name);
        }
    }

    private async Task<IEnumerable<Resource?>> PollAsync(
        string cluster,
        Action<VagrantMachine> advance,
        CancellationToken cancellationToken
    )
    {
        (ValueList<VagrantMachine> machines, ValueMap<string> states) = await ReadStatesAsync(cluster, cancellationToken);
        foreach (VagrantMachine machine in machines)
        {
            advance(machine);
        }

        // A VM that was started during the query is reported as ready from the next poll on.
        return machines.Select(machine =>
            machine.Tag.ToResource(
                new MachineId(cluster, machine.Name).ToString(),
                MachineResourceMapper.GetState(machine, states.GetValueOrDefault(machine.Name), _options.MaxStartAttempts)
            )
        );
    }

    /// <summary>Reads the VMs of a cluster, and the states of those that were started.</summary>
    /// <remarks>VMs that are being created are not queried, because a query would make Vagrant lose them:
    /// Vagrant::Machine finds no ID yet and clears the folder to which the ID is being written.</remarks>
    private async Task<(ValueList<VagrantMachine> Machines, ValueMap<string> States)> ReadStatesAsync(
        string cluster,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            ValueList<VagrantMachine> machines = _machines.List(cluster);
            string[] started = [.. machines.Where(machine => machine is { IsUp: true, IsEnding: false }).Select(machine => machine.Name)];
            try
            {
                return (
                    machines,
                    started.Length == 0 ? ValueMap<string>.Empty : await _commands.ReadStatesAsync(cluster, started, cancellationToken)
                );
            }
            catch (ProviderException) when (started.Any(name => _machines.Find(cluster, name) is not { IsEnding: false }))
            {
                // A VM was removed in the meantime, and Vagrant has no record of it.
            }
        }
    }
}

internal static class MachineResourceMapper
{
    // Vagrant's state of a running VM is the same for all hypervisors; those of other VMs differ.
    private const string Running = "running";

    /// <summary>Returns the resource state of a VM.</summary>
    /// <param name="machine">Record of the VM.</param>
    /// <param name="found">State reported by Vagrant; null if Vagrant was not queried or has no record of the
    /// VM.</param>
    /// <param name="maxStarts">Maximum number of starts.</param>
    public static ResourceState GetState(VagrantMachine machine, string? found, int maxStarts) =>
        machine switch
        {
            { IsEnding: true } => ResourceState.Failed,
            { IsUp: true } => found == Running ? ResourceState.Ready : ResourceState.Failed,
            _ when machine.IsToStart(maxStarts) => ResourceState.Pending,
            _ => ResourceState.Failed,
        };
}

/// <summary>Parses <c>vagrant ssh-config</c>, which has the format of an OpenSSH client configuration.</summary>
internal static class SshConfigReader
{
    private const int UsualPort = 22;

    /// <returns>Null if the text does not contain the address of the VM.</returns>
    public static VagrantSshConfig? Read(string text)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            int spaceIndex = line.IndexOf(' ', StringComparison.Ordinal);
            if (spaceIndex > 0)
            {
                // The first value applies, as in an OpenSSH client configuration.
                values.TryAdd(line[..spaceIndex], Unquote(line[(spaceIndex + 1)..].Trim()));
            }
        }

        return values.GetValueOrDefault("HostName") is { Length: > 0 } host
            ? new VagrantSshConfig(host, Port(values), values.GetValueOrDefault("User", ""), values.GetValueOrDefault("IdentityFile", ""))
            : null;
    }

    private static int Port(Dictionary<string, string> values) =>
        values.TryGetValue("Port", out string? port)
        && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number is > 0 and <= ushort.MaxValue
            ? number
            : UsualPort;

    private static string Unquote(string value) => value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value;
}
