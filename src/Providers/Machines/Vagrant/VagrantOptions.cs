using Scalewright.Agents.Processes;

namespace Scalewright.Providers.Vagrant;

/// <summary>Where VMs are described, what they are, and how Vagrant is asked.</summary>
/// <param name="Folder">A folder of this user's, in which each cluster has a folder with its Vagrantfile.</param>
public sealed record VagrantOptions(string Folder)
{
    /// <summary>The box of nodes that say nothing else than the default of <see cref="NodeHardware"/>; default <c>debian/bookworm64</c>.</summary>
    public string Box { get; init; } = "debian/bookworm64";

    /// <summary>What runs VMs, in Vagrant's word: <c>libvirt</c>, <c>virtualbox</c>; default <c>libvirt</c>.</summary>
    public string Hypervisor { get; init; } = "libvirt";

    /// <summary>A private network in which each node has an address, the first one staying this machine's, IPv4 with 16 to 29 bits; null, the default: they have none. VirtualBox takes what lies in 192.168.56.0/21.</summary>
    public Subnet? Network { get; init; }

    /// <summary>How often a VM is started before its node has failed, 1 or more; default 2.</summary>
    public int StartsMax { get; init; } = 2;

    /// <summary>VMs that are started or removed at once, 1 or more; default 4.</summary>
    public int CallsMax { get; init; } = 4;

    /// <summary>How long a VM may take to start, its box not there included; default 30 minutes.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The longest wait for any other command, and for another program that works on the same VM; default 2 minutes.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The program; default <c>vagrant</c> of the path.</summary>
    public string Program { get; init; } = "vagrant";

    /// <summary>Variables that it gets besides those that it has anyway, such as <c>VAGRANT_HOME</c>; default none.</summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>The machine on which Vagrant runs and has its VMs; null, the default: this one. What is written down of VMs stays in <see cref="Folder"/> of this machine.</summary>
    public VagrantHost? Host { get; init; }

    /// <summary>The way into VMs, made once for each key that opens some, and disposed of with the provider. Null, the default: nodes cannot be entered.</summary>
    public Func<VagrantAccess, INodeTransport>? Transport { get; init; }

    /// <summary>Time of waits and deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chance for tokens; null, the default: the system's.</summary>
    public Random? Chance { get; init; }

    /// <summary>Runs Vagrant on this machine.</summary>
    internal Func<CommandRequest, CancellationToken, Task<CommandResult>> Run { get; init; } = LocalCommands.RunAsync;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One cannot be.</exception>
    internal VagrantOptions Checked()
    {
        WrongOptions wrong = new();
        wrong.Needs(nameof(Folder), Folder);
        wrong.Needs(nameof(Box), Box);
        wrong.Needs(nameof(Program), Program);
        wrong.Between(nameof(StartsMax), StartsMax, 1);
        wrong.Between(nameof(CallsMax), CallsMax, 1);
        wrong.Positive(nameof(StartDeadline), StartDeadline);
        wrong.Positive(nameof(CallTimeout), CallTimeout);
        wrong.Add(
            string.IsNullOrEmpty(Hypervisor) || !Hypervisor.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'),
            nameof(Hypervisor), $"'{Printable.Escape(Hypervisor ?? "")}' is no provider of Vagrant", "use libvirt or virtualbox");
        wrong.Add(Network is { } network && (network.Base.IsV6 || network.PrefixLength is < 16 or > 29), nameof(Network), $"{Network} is no network for nodes", "use IPv4 with 16 to 29 bits");
        wrong.Add(Host is { Folder: var folder } && !folder.StartsWith('/'), nameof(Host), $"'{Printable.Escape(Host?.Folder ?? "")}' is no absolute path of the machine on which Vagrant runs", "use one");
        wrong.Throw();
        return this;
    }
}
