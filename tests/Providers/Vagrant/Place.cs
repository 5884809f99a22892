using Microsoft.Extensions.Logging;
using ProviderContracts;
using Scalewright.Agents.Processes;
using Scalewright.Providers.Vagrant;
using Scalewright.Providers.Vagrant.Machines;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Vagrant.Tests;

/// <summary>VMs that are played, by the stand-in for Vagrant or by Vagrant itself, and a provider of them.</summary>
internal sealed class Place : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string? _home;
    private readonly Lock _gate = new();
    private readonly List<string> _commands = [];
    private int _putCount;

    public Place()
        : this(RealPlace.IsForAll)
    {
    }

    /// <param name="isReal">Whether Vagrant itself is run.</param>
    public Place(bool isReal)
    {
        _folder = new TemporaryFolder();
        _home = isReal ? RealPlace.MakeHome(_folder) : null;
        Program = isReal ? RealPlace.Program : Repository.At("tests", "support", "Loopback", "Vagrant", "vagrant");
    }

    /// <summary>Vagrant, or what stands in for it.</summary>
    public string Program { get; }

    public ContractOrders Orders { get; } = new(new Random(3), "played", name => new NodeSpec(name, 1));

    /// <summary>Where clusters are written down.</summary>
    public string Clusters => _folder.At("clusters");

    /// <summary>The verbs and arguments that Vagrant was given so far.</summary>
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

    /// <summary>Where another machine has the clusters: a folder that the provider never names as its own.</summary>
    public string OtherMachine => _folder.At("other");

    /// <summary>Another machine, played by this one.</summary>
    public VagrantHost Other => new(OtherMachine, RunAsync, async (path, content, token) =>
    {
        Interlocked.Increment(ref _putCount);
        // Whole or not at all: Vagrant may read the file that is there just then.
        string part = $"{path}.{Guid.NewGuid():n}";
        await File.WriteAllBytesAsync(part, content.ToArray(), token);
        File.Move(part, path, overwrite: true);
    });

    /// <summary>Verbs that change something, and files that were put on the other machine. Vagrant's documentation, "Command-line interface".</summary>
    public int ChangeCount => Volatile.Read(ref _putCount)
        + Commands.Count(static words => words.Split(' ')[0] is not ("status" or "validate" or "ssh-config" or "--version"));

    public VagrantOptions Options => new(Clusters)
    {
        Program = Program, Hypervisor = "loopback", Environment = Variables, Run = RunAsync, Transport = _ => new MachineRoom(),
        Network = Subnet.TryParse("192.168.56.0/24", out Subnet network) ? network : null,
    };

    /// <summary>Variables that the program gets.</summary>
    public ValueMap<string> Variables => _home is { } home ? ValueMap<string>.Empty.With("LOOPBACK_FAULTS", Faults).With("VAGRANT_HOME", home) : ValueMap<string>.Empty.With("LOOPBACK_FAULTS", Faults);

    private string Faults => Directory.CreateDirectory(_folder.At("faults")).FullName;

    public static Task<StepOutcome> ApplyAsync(VagrantProvider provider, StepOrder order) => ApplyAllAsync(provider, [order]).ContinueWith(outcomes => outcomes.Result.Single(), TaskScheduler.Default);

    public static async Task<ValueList<StepOutcome>> ApplyAllAsync(VagrantProvider provider, ValueList<StepOrder> orders)
    {
        List<StepOutcome> outcomes = [];
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders))
        {
            outcomes.Add(outcome);
        }

        return [.. outcomes];
    }

    public VagrantProvider Open(Func<VagrantOptions, VagrantOptions>? change = null, ILogger<VagrantProvider>? logger = null) => new(change?.Invoke(Options) ?? Options, logger);

    /// <summary>Advances until the nodes of an owner are as they shall be.</summary>
    public static async Task<ValueList<Resource>> UntilAsync(VagrantProvider provider, Owner owner, Func<ValueList<Resource>, bool> areSo)
    {
        while (true)
        {
            ValueList<Resource> found = await provider.AdvanceAsync(owner);
            if (areSo(found))
            {
                return found;
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Waits until a VM is being started.</summary>
    public async Task UntilStartedAsync()
    {
        while (Machines().Length == 0)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Lets the next starts of a VM fail.</summary>
    public void Spoil(Resource node, int times) => File.WriteAllLines(Path.Combine(Faults, $"spoil-{node.Id.Split('/')[1]}"), Enumerable.Repeat("once", times));

    public void Switch(string fault, bool isOn)
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

    /// <summary>A folder with a Vagrantfile of somebody else.</summary>
    /// <returns>What an order for its VM would name.</returns>
    public Resource MakeByHand(string folder, string name)
    {
        ResourceTag tag = Orders.CreateNode(name).Tag;
        VagrantMachine machine = new() { Name = name, Box = "debian/bookworm64", Cpus = 1, MemoryMiB = 256, Mark = ResourceMark.Of(tag, default) };
        string[] lines = Vagrantfile.Write([machine], "loopback").Split('\n');
        _folder.Write($"clusters/{folder}/{Vagrantfile.FileName}", string.Join('\n', lines.Where(line => !line.Contains("wanted", StringComparison.Ordinal))));
        return machine.Mark.ToResource($"{folder}/{name}", ResourceState.Ready)!;
    }

    /// <summary>What somebody does by hand in the folder of a node's cluster; it works.</summary>
    public async Task DoAsync(Resource node, params string[] words)
    {
        CommandResult result = await TryAsync(node, words);
        result.ExitCode.ShouldBe(0, result.Error);
    }

    /// <summary>What somebody tries by hand there.</summary>
    public Task<CommandResult> TryAsync(Resource node, params string[] words) =>
        LocalCommands.RunAsync(new CommandRequest([Program, .. words]) { Environment = Variables.With("VAGRANT_CWD", Path.Combine(Clusters, node.Id.Split('/')[0])) });

    /// <summary>What somebody does by hand on the other machine, in the folder of a node's cluster.</summary>
    public async Task DoOnOtherAsync(Resource node, params string[] words)
    {
        CommandResult result = await LocalCommands.RunAsync(new CommandRequest([Program, .. words]) { Environment = Variables.With("VAGRANT_CWD", Path.Combine(OtherMachine, node.Id.Split('/')[0])) });
        result.ExitCode.ShouldBe(0, result.Error);
    }

    public string At(string name) => _folder.At(name);

    /// <summary>The VMs that there are on this machine, whoever knows of them.</summary>
    public string[] Machines() => MachinesIn(Clusters);

    /// <summary>The VMs that there are on the other machine.</summary>
    public string[] MachinesOnOther() => MachinesIn(OtherMachine);

    private static string[] MachinesIn(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "state", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)!)!)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The Vagrantfiles that there are.</summary>
    public string[] Vagrantfiles() => Directory.Exists(Clusters) ? Directory.GetFiles(Clusters, "Vagrantfile", SearchOption.AllDirectories) : [];

    public void Dispose() => _folder.Dispose();

    private Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _commands.Add(string.Join(' ', request.Words.Skip(1)));
        }

        return LocalCommands.RunAsync(request, cancellationToken);
    }
}
