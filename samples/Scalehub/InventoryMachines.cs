using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Processes;
using Scalewright.Experiments.Streams;

namespace ScalehubSample;

/// <summary>
/// Maps the hosts of a folder of inventories to the machines of an experiment. A host with the name of a machine is
/// that machine. Consumers are the nodes. A producer generates the load; without one, the control host or a free
/// consumer does.
/// </summary>
internal sealed record InventoryMachines(ValueMap<ProvisionedHost> Hosts, ValueList<Problem> Problems)
{
    private const string HostsName = "machines.json";
    private const string ConfigName = "ssh_config";
    private const string JumpArgument = "-o ProxyJump=";
    private static readonly string[] Passwords = ["ansible_ssh_password", "ansible_ssh_pass", "ansible_password"];

    /// <summary>True if the path is a folder of inventories and not a node file.</summary>
    public static bool IsFolder(string path) => Directory.Exists(path) || Path.GetExtension(path).Length == 0;

    /// <summary>Assigns the hosts to machines. The problems have no location.</summary>
    public static InventoryMachines Of(string path, Experiment experiment)
    {
        List<ProvisionedHost> free = [.. ProvisionedHost.Of(new PlatformFolder(path, Program.Platforms))];
        if (free.Count == 0)
        {
            return new InventoryMachines(ValueMap<ProvisionedHost>.Empty, [new Problem(ProblemCode.UnreadableFile, $"no host is provisioned in '{TextEscaping.Escape(path)}'", "run 'shub -c FILE provision' first, or name a node file")]);
        }

        Dictionary<string, ProvisionedHost> hosts = new(StringComparer.Ordinal);
        ValueList<StreamNode> nodes = NodeClass.ExpandMachines(experiment.Nodes);
        foreach (string name in nodes.Select(node => node.Name).Append(ProcessRun.BrokerNodeName))
        {
            Take(name, host => host.Name == name);
        }

        foreach (StreamNode node in nodes)
        {
            Take(node.Name, host => host.Role == ProvisionedHost.Consumer && host.Kind == node.Kind);
        }

        foreach (StreamNode node in nodes)
        {
            Take(node.Name, host => host.Role == ProvisionedHost.Consumer);
        }

        _ = Take(ProcessRun.BrokerNodeName, host => host.Role == ProvisionedHost.Producer) || Take(ProcessRun.BrokerNodeName, host => host.Role == ProvisionedHost.Control) || Take(ProcessRun.BrokerNodeName, _ => true);
        int lacking = nodes.Count + 1 - hosts.Count;
        IEnumerable<Problem> problems = hosts.Values.Where(host => host.Hindrance.Length > 0)
            .Select(host => new Problem(ProblemCode.ConflictingFields, $"host '{TextEscaping.Escape(host.Name)}' {host.Hindrance}", "leave 'machines' out to run on this machine, or provision hosts that are reached over SSH"));
        return new InventoryMachines(hosts.ToValueMap(), lacking == 0 ? [.. problems] :
        [
            .. problems,
            new Problem(
                ProblemCode.InsufficientCapacity,
                $"the experiment needs {Pluralizer.Format(nodes.Count, "consumer")} and a host for '{ProcessRun.BrokerNodeName}', and {lacking.ToString(CultureInfo.InvariantCulture)} of them {(lacking == 1 ? "is" : "are")} not provisioned",
                "provision more, or use fewer nodes"),
        ]);

        bool Take(string machine, Predicate<ProvisionedHost> fits)
        {
            int found = hosts.ContainsKey(machine) ? -1 : free.FindIndex(fits);
            if (found >= 0)
            {
                hosts[machine] = free[found];
                free.RemoveAt(found);
            }

            return hosts.ContainsKey(machine);
        }
    }

    /// <summary>Writes the hosts as a node file, with an SSH client configuration that contains their keys.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="config">Additional configuration for the client; empty for its default files.</param>
    /// <returns>The paths of both files.</returns>
    public (string Machines, string Config) Write(string folder, string config)
    {
        JsonObject hosts = [];
        StringBuilder text = new();
        foreach ((string machine, ProvisionedHost host) in Hosts)
        {
            string address = host.Text("ansible_host") ?? host.Name;
            JsonObject entry = new() { ["address"] = address, ["username"] = host.Text("ansible_user", "ansible_ssh_user") ?? Environment.UserName };
            Add(entry, "shell_port", host.Text("ansible_port", "ansible_ssh_port"));
            Add(entry, "password", host.Text(Passwords));
            hosts[machine] = entry;
            if (host.Text("ansible_ssh_common_args") is { } common && common.StartsWith(JumpArgument, StringComparison.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"Host {address}\n  ProxyJump {common[JumpArgument.Length..]}\n");
            }

            if (host.Text("ansible_ssh_private_key_file", "ansible_private_key_file") is { Length: > 0 } key)
            {
                text.Append(CultureInfo.InvariantCulture, $"Host {address}\n  IdentityFile \"{(key.StartsWith('~') ? key : Path.GetFullPath(key))}\"\n");
            }
        }

        // SSH uses the first value of a key, so the keys of the inventory take precedence.
        string[] others = config.Length > 0 ? [Path.GetFullPath(config)] : ["~/.ssh/config", "/etc/ssh/ssh_config"];
        text.Append("Match all\n").AppendJoin("", others.Select(other => $"  Include \"{other}\"\n"));
        return (WriteFile(folder, HostsName, new JsonObject { ["hosts"] = hosts, ["pools"] = new JsonObject() }.ToJsonString()), WriteFile(folder, ConfigName, text.ToString()));
    }

    private static void Add(JsonObject entry, string key, string? value)
    {
        if (value is { Length: > 0 })
        {
            entry[key] = value;
        }
    }

    /// <summary>The file may contain a password.</summary>
    private static string WriteFile(string folder, string name, string text)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        using FileStream stream = new(path, options);
        stream.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }
}
