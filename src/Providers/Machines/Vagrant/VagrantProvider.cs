using Scalewright.Providers.Vagrant.Machines;
using Scalewright.Randomness;

namespace Scalewright.Providers.Vagrant;

/// <summary>VMs of this machine, or of one that was reserved, as a place, by Vagrant: a node is a VM of its cluster's Vagrantfile, and its mark a file beside that.</summary>
public sealed class VagrantProvider : IProvider, IKnowsAddresses, INodeAdvancement
{
    private const int WaveMax = 100;

    private readonly VagrantOptions _options;
    private readonly WaveNotes _waves;
    private readonly VagrantCommands _commands;
    private readonly MachineShelf _shelf;
    private readonly MachineStarts _starts;
    private readonly MachineOrders _orders;
    private readonly ConcurrentDictionary<string, Lazy<INodeTransport>> _transports = new(StringComparer.Ordinal);

    /// <summary>Makes a provider; nothing is asked yet.</summary>
    /// <param name="options">Where and what.</param>
    /// <param name="logger">Takes what becomes of VMs and commands; null: nobody.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public VagrantProvider(VagrantOptions options, ILogger<VagrantProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        ILogger known = logger ?? NullLogger<VagrantProvider>.Instance;
        _waves = new WaveNotes(known, options.Clock);
        Chance = options.Chance ?? new SystemChance();
        _shelf = new MachineShelf(_options);
        HostFolder folders = new(_shelf, _options);
        _commands = new VagrantCommands(_options, folders, known);
        _starts = new MachineStarts(_commands, _shelf, _options, known);
        _orders = new MachineOrders(_shelf, folders, _commands, _starts, _options, known);
    }

    /// <inheritdoc/>
    public string Name => VagrantProblems.Provider;

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public Random Chance { get; }

    /// <inheritdoc/>
    public int OrdersMax => WaveMax;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program(cancellationToken);
    }

    /// <summary>Has Vagrant check the file that these nodes would be in (<c>vagrant validate</c>); nothing is made.</summary>
    /// <inheritdoc/>
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        List<Problem> problems = [.. topology.Nodes.Where(node => node.Files.Count + node.StartScripts.Count + node.StartupCommands.Count > 0).Select(node => VagrantProblems.Files(node.Name))];
        Owner nobody = new(default, topology.Name);
        VagrantMachine[] machines = [.. topology.Nodes.Select(node => MachineOrders.Describe(node, new ResourceTag(nobody, StepTarget.Node, node.Name, node.Name), _options))];
        CommandResult result = await _commands.ValidateAsync(Vagrantfile.Write(machines, _options.Hypervisor), cancellationToken);
        return result.ExitCode == 0 ? problems.ToValueList() : [.. problems, VagrantProblems.Failed("validate", VagrantCommands.Said(result))];
    }

    /// <inheritdoc/>
    /// <remarks>Changes nothing: VMs whose start was broken off stay pending until <see cref="AdvanceAsync"/> starts them.</remarks>
    public async Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        List<Resource?> found = [];
        foreach (string cluster in owner is null ? _shelf.Clusters() : [MachineName.FolderOf(owner)])
        {
            found.AddRange(await LookAsync(cluster, static _ => { }, cancellationToken));
        }

        return _waves.SeenInOrder(owner, found);
    }

    /// <inheritdoc/>
    /// <remarks>Starts VMs whose start was broken off, as by the end of the program that requested them.</remarks>
    public async Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        string cluster = MachineName.FolderOf(owner);
        return _waves.SeenInOrder(owner, await LookAsync(cluster, machine => Start(cluster, machine, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(orders);
        IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls = orders.Select(order => (Func<Task<ValueList<StepOutcome>>>)(async () => [await _orders.DoAsync(order)]));
        return _waves.MakeAsync(orders, calls, _options.CallsMax, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        string name = node.Tag.Name;
        if (_options.Transport is not { } open)
        {
            throw new AgentException(name, VagrantProblems.NoWayIn(name));
        }

        try
        {
            VagrantAccess access = await FindAccessAsync(node, cancellationToken);
            Lazy<INodeTransport> transport = _transports.GetOrAdd(access.IdentityFile, _ => new Lazy<INodeTransport>(() => open(access)));
            return await transport.Value.ConnectAsync(new NodeAddress(access.Host) { Port = access.Port, User = access.User }, name, cancellationToken);
        }
        catch (ProviderException failure)
        {
            throw new AgentException(name, failure.Problems[0] with { Field = name }, failure) { MayPass = failure.MayRetry };
        }
    }

    /// <inheritdoc/>
    public string FindAddress(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return MachineOrders.Parse(node.Id) is var (cluster, name) ? _shelf.Find(cluster, name)?.Address ?? "" : "";
    }

    /// <summary>The VMs stay; those that are just started are started again by who looks at their cluster next.</summary>
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
        if (machine.IsToStart(_options.StartsMax) && !cancellationToken.IsCancellationRequested)
        {
            _starts.Begin(cluster, machine.Name);
        }
    }

    private async Task<IEnumerable<Resource?>> LookAsync(string cluster, Action<VagrantMachine> advance, CancellationToken cancellationToken)
    {
        (ValueList<VagrantMachine> machines, ValueMap<string> states) = await StatesAsync(cluster, cancellationToken);
        foreach (VagrantMachine machine in machines)
        {
            advance(machine);
        }

        // What was started while Vagrant was asked counts from the next look on.
        return machines.Select(machine => machine.Mark.ToResource(MachineOrders.IdOf(cluster, machine.Name), MachineView.StateOf(machine, states.GetValueOrDefault(machine.Name), _options.StartsMax)));
    }

    /// <summary>The VMs of a cluster, and the states of those that were started.</summary>
    /// <remarks>Vagrant forgets a VM of which it is asked while it is made: Vagrant::Machine, which finds no id yet, clears the folder in which that is written just then.</remarks>
    private async Task<(ValueList<VagrantMachine> Machines, ValueMap<string> States)> StatesAsync(string cluster, CancellationToken cancellationToken)
    {
        while (true)
        {
            ValueList<VagrantMachine> machines = _shelf.Of(cluster);
            string[] started = [.. machines.Where(machine => machine is { IsUp: true, IsEnding: false }).Select(machine => machine.Name)];
            try
            {
                return (machines, started.Length == 0 ? ValueMap<string>.Empty : await _commands.LookAsync(cluster, started, cancellationToken));
            }
            catch (ProviderException) when (started.Any(name => _shelf.Find(cluster, name) is not { IsEnding: false }))
            {
                // One was removed meanwhile, and Vagrant knows it no more.
            }
        }
    }

    private async Task<VagrantAccess> FindAccessAsync(Resource node, CancellationToken cancellationToken)
    {
        string name = node.Tag.Name;
        if (MachineOrders.Parse(node.Id) is not var (cluster, machine) || _shelf.Find(cluster, machine) is not { } found || found.Mark.Token != node.Tag.Token)
        {
            throw new AgentException(name, VagrantProblems.Gone(name));
        }

        if (!found.IsUp)
        {
            throw new AgentException(name, VagrantProblems.NotReached(name, found.Failure.Length > 0 ? found.Failure : "its VM is not started yet"));
        }

        CommandResult result = await _commands.RunAloneAsync(cluster, ["ssh-config", machine], [], cancellationToken);
        return result.ExitCode != 0 ? throw new AgentException(name, VagrantProblems.Failed("ssh-config", VagrantCommands.Said(result), name))
            : AccessReader.Read(result.Output) ?? throw VagrantProblems.Exception(VagrantProblems.Unreadable("what 'vagrant ssh-config' says", result.Output));
    }
}

/// <summary>A VM as a node.</summary>
internal static class MachineView
{
    // Vagrant's word for a VM that works is the same for all hypervisors; what it calls those that do not differs.
    private const string Running = "running";

    /// <summary>What a VM is doing.</summary>
    /// <param name="machine">What is written down of it.</param>
    /// <param name="found">Its state in Vagrant's word; null: Vagrant was not asked, or does not know it.</param>
    /// <param name="startsMax">How often it is started.</param>
    public static ResourceState StateOf(VagrantMachine machine, string? found, int startsMax) =>
        machine.IsEnding ? ResourceState.Failed
        : machine.IsUp ? found == Running ? ResourceState.Ready : ResourceState.Failed
        : machine.IsToStart(startsMax) ? ResourceState.Pending
        : ResourceState.Failed;
}

/// <summary>Reads <c>vagrant ssh-config</c>, which is a configuration of the OpenSSH client.</summary>
internal static class AccessReader
{
    private const int UsualPort = 22;

    /// <returns>Null when it does not say where the VM is.</returns>
    public static VagrantAccess? Read(string text)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0)
            {
                // The first value counts, as for the client.
                values.TryAdd(line[..blank], Unquote(line[(blank + 1)..].Trim()));
            }
        }

        return values.GetValueOrDefault("HostName") is { Length: > 0 } host
            ? new VagrantAccess(host, Port(values), values.GetValueOrDefault("User", ""), values.GetValueOrDefault("IdentityFile", ""))
            : null;
    }

    private static int Port(Dictionary<string, string> values) =>
        values.TryGetValue("Port", out string? port) && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= ushort.MaxValue ? number : UsualPort;

    private static string Unquote(string value) => value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value;
}
