using Scalewright.Providers.Vagrant.Machines;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Vagrant.Tests;

internal sealed class VagrantLab : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string? _home;
    private readonly Lock _gate = new();
    private readonly List<string> _commands = [];
    private int _putCount;

    public VagrantLab()
        : this(RealVagrant.IsForAll) { }

    /// <param name="isReal">Runs Vagrant itself.</param>
    public VagrantLab(bool isReal)
    {
        _folder = new TemporaryFolder();
        _home = isReal ? RealVagrant.MakeHome(_folder) : null;
        Program = isReal ? RealVagrant.Program : Repository.At("tests", "support", "Loopback", "Vagrant", "vagrant");
    }

    public string Program { get; }

    public ContractRequests Requests { get; } = new(new Random(3), "played", name => new NodeSpec(name, 1));

    public string Clusters => _folder.At("clusters");

    public string[] Commands
    {
        get
        {
            lock (_gate)
            {
                return [.. _commands];
            }
        }
    }

    /// <summary>Folder of the clusters on another machine, which the provider never uses as its own.</summary>
    public string OtherMachine => _folder.At("other");

    public VagrantHost Other => new(OtherMachine, RunAsync, PutAsync);

    /// <summary>Vagrant's documentation, "Command-line interface": verbs that change something, and files.</summary>
    public int ChangeCount => Volatile.Read(ref _putCount) + Commands.Count(static words => IsChange(words.Split(' ')[0]));

    public VagrantOptions Options =>
        new(Clusters)
        {
            Program = Program,
            Hypervisor = "loopback",
            Environment = Variables,
            Run = RunAsync,
            TransportFactory = _ => new FakeMachines(),
            Network = Subnet.TryParse("192.168.56.0/24", out Subnet network) ? network : null,
        };

    public ValueMap<string> Variables =>
        _home is { } home
            ? ValueMap<string>.Empty.With("LOOPBACK_FAULTS", Faults).With("VAGRANT_HOME", home)
            : ValueMap<string>.Empty.With("LOOPBACK_FAULTS", Faults);

    private string Faults => Directory.CreateDirectory(_folder.At("faults")).FullName;

    /// <summary>Kills a program at a file that it writes. Its commands go through <see cref="RunFor"/>.</summary>
    public static ILogger<VagrantProvider> LogFor(KillPoint kill) =>
        new LoggedKill<VagrantProvider>(kill, static id => id.Name == nameof(VagrantLog.FileWritten));

    /// <summary>Runs the commands of a program that is killed at one of its changes.</summary>
    public Func<CommandRequest, CancellationToken, Task<CommandResult>> RunFor(KillPoint kill) =>
        (request, token) => CallAsync(kill, IsChange(request.Command.ElementAtOrDefault(1) ?? ""), () => RunAsync(request, token));

    /// <summary>The other machine of a program that is killed at one of its changes.</summary>
    public VagrantHost OtherFor(KillPoint kill) =>
        new(OtherMachine, RunFor(kill), (path, content, token) => CallAsync(kill, isChange: true, async () =>
            {
                await PutAsync(path, content, token);
                return true;
            }));

    public static Task<StepOutcome> ApplyAsync(IProvider provider, StepRequest order) => provider.ApplyOneAsync(order);

    public static Task<ValueList<StepOutcome>> ApplyAllAsync(VagrantProvider provider, ValueList<StepRequest> orders) =>
        provider.ApplyAllAsync(orders);

    public VagrantProvider Open(Func<VagrantOptions, VagrantOptions>? change = null, ILogger<VagrantProvider>? logger = null) =>
        new(change?.Invoke(Options) ?? Options, logger);

    public static async Task<ValueList<Resource>> UntilAsync(IProvider provider, Owner owner, Func<ValueList<Resource>, bool> areSo)
    {
        while (true)
        {
            ValueList<Resource> found = await provider.Find<INodeAdvancement>()!.AdvanceAsync(owner);
            if (areSo(found))
            {
                return found;
            }

            await Task.Delay(20);
        }
    }

    public async Task UntilStartedAsync()
    {
        while (Machines().Length == 0)
        {
            await Task.Delay(20);
        }
    }

    public void FailStarts(Resource node, int times) =>
        File.WriteAllLines(Path.Combine(Faults, $"spoil-{node.Id.Split('/')[1]}"), Enumerable.Repeat("once", times));

    public void SetFault(string fault, bool isOn)
    {
        if (isOn)
        {
            File.WriteAllText(Path.Combine(Faults, fault), "");
        }
        else
        {
            File.Delete(Path.Combine(Faults, fault));
        }
    }

    public Resource CreateManually(string folder, string name)
    {
        ResourceTag tag = Requests.CreateNode(name).Tag;
        VagrantMachine machine = new()
        {
            Name = name,
            Box = "debian/bookworm64",
            Cpus = 1,
            MemoryMiB = 256,
            Tag = StoredResourceTag.FromTag(tag, default),
        };
        string[] lines = Vagrantfile.Write([machine], "loopback").Split('\n');
        _folder.Write(
            $"clusters/{folder}/{Vagrantfile.FileName}",
            string.Join('\n', lines.Where(line => !line.Contains("wanted", StringComparison.Ordinal)))
        );
        return machine.Tag.ToResource($"{folder}/{name}", ResourceState.Ready)!;
    }

    public async Task DoAsync(Resource node, params string[] words)
    {
        CommandResult result = await TryAsync(node, words);
        result.ExitCode.ShouldBe(0, result.Error);
    }

    public Task<CommandResult> TryAsync(Resource node, params string[] words) =>
        LocalCommands.RunAsync(
            new CommandRequest([Program, .. words])
            {
                Environment = Variables.With("VAGRANT_CWD", Path.Combine(Clusters, node.Id.Split('/')[0])),
            }
        );

    public async Task DoOnOtherAsync(Resource node, params string[] words)
    {
        CommandResult result = await LocalCommands.RunAsync(
            new CommandRequest([Program, .. words])
            {
                Environment = Variables.With("VAGRANT_CWD", Path.Combine(OtherMachine, node.Id.Split('/')[0])),
            }
        );
        result.ExitCode.ShouldBe(0, result.Error);
    }

    public string At(string name) => _folder.At(name);

    public string[] Machines() => MachinesIn(Clusters);

    public string[] MachinesOnOther() => MachinesIn(OtherMachine);

    private static string[] MachinesIn(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "state", SearchOption.AllDirectories)
                    .Select(file => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)!)!))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    public string[] Vagrantfiles() =>
        Directory.Exists(Clusters) ? Directory.GetFiles(Clusters, "Vagrantfile", SearchOption.AllDirectories) : [];

    public void Dispose() => _folder.Dispose();

    private static bool IsChange(string verb) => verb is not ("status" or "validate" or "ssh-config" or "--version");

    // The call throws after the kill instead of waiting: some calls hold a lock, which the system releases at a real kill.
    private static async Task<T> CallAsync<T>(KillPoint kill, bool isChange, Func<Task<T>> call)
    {
        Task<T> called = kill.CallAsync(isChange, call);
        await Task.WhenAny(called, kill.Killed);
        return called.IsCompleted ? await called : throw new OperationCanceledException("the program was killed");
    }

    private async Task PutAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _putCount);
        // Atomic: Vagrant may read the existing file at the same time.
        string part = $"{path}.{Guid.NewGuid():n}";
        await File.WriteAllBytesAsync(part, content.ToArray(), cancellationToken);
        File.Move(part, path, overwrite: true);
    }

    private Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _commands.Add(string.Join(' ', request.Command.Skip(1)));
        }

        return LocalCommands.RunAsync(request, cancellationToken);
    }
}
