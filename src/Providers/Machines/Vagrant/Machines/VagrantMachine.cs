using System.Text.Json.Serialization;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>What stands beside a Vagrantfile of one of its VMs: whose it is and as what, and how far it is.</summary>
internal sealed record VagrantMachine
{
    /// <summary>Its name in the Vagrantfile.</summary>
    public required string Name { get; init; }

    public required ResourceMark Mark { get; init; }

    public required string Box { get; init; }

    public required int Cpus { get; init; }

    public required int MemoryMiB { get; init; }

    /// <summary>Its address in the private network; empty: it has none.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whether it was started whole once.</summary>
    public bool IsUp { get; init; }

    /// <summary>How often starting it failed.</summary>
    public int Failures { get; init; }

    /// <summary>What was said the last time; empty: nothing.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Whether it is being removed. A start that comes later does nothing: the Vagrantfile looks here.</summary>
    public bool IsEnding { get; init; }

    /// <summary>What its system calls itself: letters, digits and hyphens, as host names are (RFC 1123).</summary>
    [JsonIgnore]
    public string HostName => MachineName.HostOf(Mark.Name);

    /// <summary>Whether it waits for a start, the first one or another.</summary>
    /// <param name="startsMax">How often it is started.</param>
    public bool IsToStart(int startsMax) => !IsUp && !IsEnding && Failures < startsMax;
}

/// <summary>Names of VMs and of the folders of clusters.</summary>
internal static class MachineName
{
    private const string Prefix = "sw-";

    // RFC 1123: parts of host names have 63 characters at most; 40 leave room for the hash.
    private const int HostLengthMax = 63;
    private const int NameLengthMax = 40;
    private const int HashLength = 10;

    /// <summary>A VM's name in its Vagrantfile. The same token gives the same one.</summary>
    public static string Of(ResourceTag tag) => $"{Word(tag.Name, NameLengthMax)}-{Hash($"{tag.Owner} {tag.Token}")}";

    /// <summary>A node's name as one of a host.</summary>
    public static string HostOf(string name) => Word(name, HostLengthMax);

    /// <summary>The folder of a cluster.</summary>
    public static string FolderOf(Owner owner) => $"{Prefix}{Word(owner.Cluster, NameLengthMax)}-{Hash(owner.ToString())}";

    /// <summary>Whether a folder is one of a cluster.</summary>
    public static bool IsFolder(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    private static string Word(string text, int lengthMax)
    {
        string word = new([.. text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-').Take(lengthMax)]);
        word = word.Trim('-');
        return word.Length > 0 ? word : "node";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}

/// <summary>The file that Vagrant reads, which is a program in Ruby: what comes from outside is in it as strings alone.</summary>
internal static class Vagrantfile
{
    public const string FileName = "Vagrantfile";

    // Vagrant runs triggers while it holds the VM. Who began a start may have been killed, and the VM been removed before Vagrant came to it.
    private const string Head = """
        # Written by Scalewright, and written anew with each change of the cluster.
        wanted = ->(name) { File.read(File.join(__dir__, 'machines', "#{name}.json")).include?('"isEnding": false') rescue false }
        Vagrant.configure("2") do |config|

        """;

    /// <summary>The file of VMs.</summary>
    public static string Write(IEnumerable<VagrantMachine> machines, string hypervisor)
    {
        StringBuilder text = new(Head);
        foreach (VagrantMachine machine in machines.OrderBy(machine => machine.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  config.vm.define {{Quote(machine.Name)}} do |machine|
                    machine.vm.box = {{Quote(machine.Box)}}
                    machine.vm.hostname = {{Quote(machine.HostName)}}

                """);
            if (machine.Address.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"    machine.vm.network \"private_network\", ip: {Quote(machine.Address)}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $$"""
                    machine.vm.synced_folder ".", "/vagrant", disabled: true
                    machine.vm.provider {{Quote(hypervisor)}} do |vm|
                      vm.cpus = {{machine.Cpus}}
                      vm.memory = {{machine.MemoryMiB}}
                    end
                    machine.trigger.before :up do |trigger|
                      trigger.ruby { raise 'It is removed already.' unless wanted.call({{Quote(machine.Name)}}) }
                    end
                  end

                """);
        }

        return text.Append("end\n").ToString();
    }

    /// <summary>A string of Ruby in single quotes, in which nothing but the backslash and the quote means anything.</summary>
    internal static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
