using System.Text.Json.Serialization;

namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Record of a VM: its ownership tag, hardware and progress. It is stored beside the Vagrantfile.</summary>
internal sealed record VagrantMachine
{
    private static readonly string DefaultBox = new NodeHardware().Image;

    /// <summary>Name in the Vagrantfile.</summary>
    public required string Name { get; init; }

    /// <summary>Ownership tag of the node.</summary>
    [JsonPropertyName("mark")]
    public required StoredResourceTag Tag { get; init; }

    /// <summary>Name of the box, which is the image of the VM.</summary>
    public required string Box { get; init; }

    /// <summary>Number of processors.</summary>
    public required int Cpus { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required int MemoryMiB { get; init; }

    /// <summary>Address in the private network; empty if there is no network.</summary>
    public string Address { get; init; } = "";

    /// <summary>True after the first successful start.</summary>
    public bool IsUp { get; init; }

    /// <summary>Number of failed starts.</summary>
    public int Failures { get; init; }

    /// <summary>Error of the last failed start; empty if there was no failure.</summary>
    public string Failure { get; init; } = "";

    /// <summary>True while the VM is being removed. The Vagrantfile checks this value and prevents a start.</summary>
    public bool IsEnding { get; init; }

    /// <summary>Host name of the VM: letters, digits and hyphens (RFC 1123).</summary>
    [JsonIgnore]
    public string HostName => MachineName.GetHostName(Tag.Name);

    /// <summary>Creates the record of a node's VM, without an address.</summary>
    public static VagrantMachine FromSpec(NodeSpec node, ResourceTag tag, VagrantOptions options) =>
        new()
        {
            Name = MachineName.From(tag),
            Tag = StoredResourceTag.FromTag(tag, options.Clock.GetUtcNow()),
            Box = node.Hardware.Image == DefaultBox || node.Hardware.Image.Length == 0 ? options.Box : node.Hardware.Image,
            Cpus = node.Hardware.Cpus,
            MemoryMiB = node.Hardware.MemoryMiB,
        };

    /// <summary>Returns true if the VM waits for its first start or for a retry.</summary>
    public bool IsToStart(int maxStarts) => !IsUp && !IsEnding && Failures < maxStarts;
}

/// <summary>Resource ID of a VM: the folder of its cluster and its name in the Vagrantfile.</summary>
internal readonly record struct MachineId(string Cluster, string Name)
{
    /// <summary>Parses an ID; null if it is malformed.</summary>
    public static MachineId? Parse(string id) =>
        id.Split('/') is [var cluster, { Length: > 0 } name]
        && MachineName.IsFolder(cluster)
        && cluster == Path.GetFileName(cluster)
        && name == Path.GetFileName(name)
            ? new MachineId(cluster, name)
            : null;

    public override string ToString() => $"{Cluster}/{Name}";
}

internal static class MachineName
{
    private const string Prefix = "sw-";

    // RFC 1123: labels of host names have at most 63 characters; 40 leave space for the hash.
    private const int MaxHostLength = 63;
    private const int MaxNameLength = 40;
    private const int HashLength = 10;

    /// <summary>Returns the name of a VM in its Vagrantfile, derived from its token.</summary>
    public static string From(ResourceTag tag) => $"{ToLabel(tag.Name, MaxNameLength)}-{Hash($"{tag.Owner} {tag.Token}")}";

    public static string GetHostName(string name) => ToLabel(name, MaxHostLength);

    public static string GetFolder(Owner owner) => $"{Prefix}{ToLabel(owner.Cluster, MaxNameLength)}-{Hash(owner.ToString())}";

    public static bool IsFolder(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    private static string ToLabel(string text, int maxLength)
    {
        string word = new([
            .. text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-').Take(maxLength),
        ]);
        word = word.Trim('-');
        return word.Length > 0 ? word : "node";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}

/// <summary>Writes the Vagrantfile, a Ruby program. External values appear in it only as quoted strings.</summary>
internal static class Vagrantfile
{
    public const string FileName = "Vagrantfile";

    // A trigger that runs while Vagrant locks the VM rejects a start if the VM is being removed or has been removed.
    // The program that requested the start may have been killed in the meantime.
    private const string Head =
        "# Written by Scalewright, and rewritten with each change of the cluster.\n"
        + """wanted = ->(name) { File.read(File.join(__dir__, 'machines', "#{name}.json"))"""
        + """.include?('"isEnding": false') rescue false }"""
        + "\nVagrant.configure(\"2\") do |config|\n";

    public static string Write(IEnumerable<VagrantMachine> machines, string hypervisor)
    {
        StringBuilder text = new(Head);
        foreach (VagrantMachine machine in machines.OrderBy(machine => machine.Name, StringComparer.Ordinal))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                  config.vm.define {{Quote(machine.Name)}} do |machine|
                    machine.vm.box = {{Quote(machine.Box)}}
                    machine.vm.hostname = {{Quote(machine.HostName)}}

                """
            );
            if (machine.Address.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"    machine.vm.network \"private_network\", ip: {Quote(machine.Address)}\n");
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                    machine.vm.synced_folder ".", "/vagrant", disabled: true
                    machine.vm.provider {{Quote(hypervisor)}} do |vm|
                      vm.cpus = {{machine.Cpus}}
                      vm.memory = {{machine.MemoryMiB}}
                    end
                    machine.trigger.before :up do |trigger|
                      trigger.ruby { raise 'It is removed already.' unless wanted.call({{Quote(machine.Name)}}) }
                    end
                  end

                """
            );
        }

        return text.Append("end\n").ToString();
    }

    /// <summary>Quotes a Ruby string in single quotes, in which only backslash and quote are special.</summary>
    internal static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
