using AutoScaling.Independent.Tests;
using ProviderContracts;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.Processes;
using Scalewright.Providers;
using Scalewright.Providers.Vagrant;
using Scalewright.Topologies;
using Tests.Shared;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Vagrant.Tests;

/// <summary>VMs that are played by the stand-in for Vagrant, and a provider of them.</summary>
internal sealed class Place : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lock _gate = new();
    private readonly List<string> _commands = [];

    /// <summary>The stand-in.</summary>
    public static string Program { get; } = Repository.At("tests", "Loopback", "Vagrant", "vagrant");

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

    public VagrantOptions Options => new(Clusters)
    {
        Program = Program, Environment = ValueMap<string>.Empty.With("LOOPBACK_FAULTS", Faults), Run = RunAsync, Transport = _ => new MachineRoom(),
        Network = Subnet.TryParse("192.168.56.0/24", out Subnet network) ? network : null,
    };

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

    public VagrantProvider Open(Func<VagrantOptions, VagrantOptions>? change = null) => new(change?.Invoke(Options) ?? Options);

    /// <summary>Looks until the nodes of an owner are as they shall be.</summary>
    public static async Task<ValueList<Resource>> UntilAsync(VagrantProvider provider, Owner owner, Func<ValueList<Resource>, bool> areSo)
    {
        while (true)
        {
            ValueList<Resource> found = await provider.ObserveAsync(owner);
            if (areSo(found))
            {
                return found;
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Lets the next starts of a VM fail.</summary>
    public void Spoil(Resource node, int times) => File.AppendAllLines(Path.Combine(Faults, "spoil"), Enumerable.Repeat(node.Id.Split('/')[1], times));

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

    /// <summary>What somebody does by hand in the folder of a node's cluster; it works.</summary>
    public async Task DoAsync(Resource node, params string[] words)
    {
        CommandResult result = await LocalCommands.RunAsync(new CommandRequest([Program, .. words]) { Environment = ValueMap<string>.Empty.With("VAGRANT_CWD", Path.Combine(Clusters, node.Id.Split('/')[0])) });
        result.ExitCode.ShouldBe(0, result.Error);
    }

    /// <summary>The VMs that there are, whoever knows of them.</summary>
    public string[] Machines() => Directory.Exists(Clusters)
        ? [.. Directory.EnumerateFiles(Clusters, "state", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)!)!)).Order(StringComparer.Ordinal)]
        : [];

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
