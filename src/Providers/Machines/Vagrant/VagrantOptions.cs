using Scalewright.Agents.Processes;

namespace Scalewright.Providers.Vagrant;

/// <summary>Options of a <see cref="VagrantProvider"/>.</summary>
/// <param name="Folder">Folder of this user, in which each cluster has a folder with its Vagrantfile.</param>
public sealed record VagrantOptions(string Folder)
{
    /// <summary>Box of nodes with the default <see cref="NodeHardware"/>. Default <c>debian/bookworm64</c>.</summary>
    public string Box { get; init; } = "debian/bookworm64";

    /// <summary>Hypervisor, as named by Vagrant: <c>libvirt</c> or <c>virtualbox</c>. Default <c>libvirt</c>.</summary>
    public string Hypervisor { get; init; } = "libvirt";

    /// <summary>
    /// Private network in which each node has an address, IPv4 with a prefix of 16 to 29 bits. This machine uses the
    /// first address. Default null: no private network. VirtualBox accepts ranges in 192.168.56.0/21.
    /// </summary>
    public Subnet? Network { get; init; }

    /// <summary>Maximum number of starts of a VM before its node is marked as failed, 1 or more. Default 2.</summary>
    public int MaxStartAttempts { get; init; } = 2;

    /// <summary>Maximum number of VMs that are started or removed concurrently, 1 or more. Default 4.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>Timeout for starting a VM, including the download of its box. Default 30 minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Timeout of other commands, and of waiting for another program that uses the VM. Default 2 minutes.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Vagrant executable. Default <c>vagrant</c>, searched in <c>PATH</c>.</summary>
    public string Program { get; init; } = "vagrant";

    /// <summary>Additional environment variables, for example <c>VAGRANT_HOME</c>. Default none.</summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// Machine on which Vagrant runs its VMs. Default null: this machine. The records of VMs are always stored in
    /// <see cref="Folder"/> on this machine.
    /// </summary>
    public VagrantHost? Host { get; init; }

    /// <summary>
    /// Creates a transport to VMs. It is called once for each private key, which may be shared by several VMs. The
    /// provider disposes of the transport. Default null: connections to nodes are not possible.
    /// </summary>
    public Func<VagrantSshConfig, INodeTransport>? TransportFactory { get; init; }

    /// <summary>Time source of waits and timeouts. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for tokens. Default null: the system random source.</summary>
    public Random? Random { get; init; }

    /// <summary>Runs Vagrant on this machine.</summary>
    internal Func<CommandRequest, CancellationToken, Task<CommandResult>> Run { get; init; } = LocalCommands.RunAsync;

    /// <summary>Validates all options.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal VagrantOptions Checked()
    {
        OptionsValidation validation = new();
        validation.Needs(nameof(Folder), Folder);
        validation.Needs(nameof(Box), Box);
        validation.Needs(nameof(Program), Program);
        validation.Between(nameof(MaxStartAttempts), MaxStartAttempts, 1);
        validation.Between(nameof(MaxConcurrency), MaxConcurrency, 1);
        validation.Positive(nameof(StartTimeout), StartTimeout);
        validation.Positive(nameof(CallTimeout), CallTimeout);
        validation.Add(
            string.IsNullOrEmpty(Hypervisor)
                || !Hypervisor.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'),
            nameof(Hypervisor),
            $"'{TextEscaping.Escape(Hypervisor ?? "")}' is not a provider of Vagrant",
            "use libvirt or virtualbox"
        );
        validation.Add(
            Network is { } network && (network.Base.IsIPv6 || network.PrefixLength is < 16 or > 29),
            nameof(Network),
            $"{Network} is not a network for nodes",
            "use IPv4 with 16 to 29 bits"
        );
        validation.Add(
            Host is { Folder: var folder } && !folder.StartsWith('/'),
            nameof(Host),
            $"'{TextEscaping.Escape(Host?.Folder ?? "")}' is not an absolute path of the machine on which Vagrant runs",
            "use one"
        );
        validation.Throw();
        return this;
    }
}
