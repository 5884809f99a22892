using Scalewright.Providers.Containers.Client;
using static System.FormattableString;

namespace Scalewright.Providers.Containers.Faults;

/// <summary>Network namespace of a running container on this machine. Requires root.</summary>
/// <remarks>
/// Each use verifies that the process still belongs to the container, because the kernel reuses process IDs.
/// </remarks>
internal sealed class NodeNamespace(FaultCommands commands, string container, ContainerProcess process)
{
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the parent follows the name and the state.
    private const int ParentField = 1;

    private static readonly (AddressFamily Family, string Program)[] Filters =
    [
        (AddressFamily.InterNetwork, "iptables"),
        (AddressFamily.InterNetworkV6, "ip6tables"),
    ];

    /// <summary>Root of the file system of the container, as this process sees it.</summary>
    /// <exception cref="ContainerFaultException">The process does not belong to the container.</exception>
    public string GetRoot()
    {
        Verify();
        return Path.Join(Folder, "root");
    }

    /// <summary>Reads a file of the folder of the main process in <c>/proc</c>.</summary>
    /// <exception cref="ContainerFaultException">The process does not belong to the container.</exception>
    public string ReadFile(string name)
    {
        Verify();
        return File.ReadAllText(Path.Join(Folder, name));
    }

    /// <summary>Replaces all rules and queues of faults, and verifies them.</summary>
    /// <param name="fault">The faults; <see cref="NodeFault.None"/> removes all rules and queues.</param>
    /// <param name="addresses">Addresses of each node that the fault names.</param>
    /// <exception cref="ContainerFaultException">The rules cannot be changed, or the result differs.</exception>
    public async Task SetAsync(NodeFault fault, IReadOnlyDictionary<string, ValueList<IPAddress>> addresses)
    {
        foreach ((AddressFamily family, string program) in Filters)
        {
            await SetRulesAsync(program, family, PacketFilterRules.Create(fault, addresses, family));
        }

        foreach (LinkInterface link in await FindInterfacesAsync())
        {
            await SetQueueAsync(process.Id, link.Name, "tbf", PacketQueues.DescribeSent(fault));

            // Only the other end of the link can delay what the node receives.
            ValueList<string> received = PacketQueues.DescribeReceived(fault);
            if (received.Count > 0)
            {
                (long parent, string peer) = await FindPeerAsync(link);
                await SetQueueAsync(parent, peer, "netem", received);
            }
            else if (FaultSupport.HasDelays)
            {
                await RemoveDelaysAsync(link);
            }
        }
    }

    private string Folder => string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}");

    private void Verify()
    {
        try
        {
            if (process.Id > 0 && File.ReadAllText(Path.Join(Folder, "cgroup")).Contains(container, StringComparison.Ordinal))
            {
                return;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ContainerFaultException(ContainersProblems.ForeignProcess(container, process.Id), failure);
        }

        throw new ContainerFaultException(ContainersProblems.ForeignProcess(container, process.Id));
    }

    private Task<string> RunAsync(ValueList<string> command, string input = "") => RunAsync(process.Id, command, input);

    private Task<string> RunAsync(long target, ValueList<string> command, string input = "")
    {
        Verify();
        string program = FaultCommands.Find(command[0]) ?? command[0];
        return commands.RunAsync(["nsenter", "-t", Invariant($"{target}"), "-n", "--", program, .. command.Skip(1)], input);
    }

    private async Task<JsonDocument> ListAsync(long target, ValueList<string> command)
    {
        string output = await RunAsync(target, command);
        try
        {
            return JsonDocument.Parse(output);
        }
        catch (JsonException failure)
        {
            throw new ContainerFaultException(ContainersProblems.CommandFailed(string.Join(' ', command), failure.Message), failure);
        }
    }

    private async Task SetRulesAsync(string program, AddressFamily family, PacketFilterRules rules)
    {
        if (family == AddressFamily.InterNetworkV6 && FaultCommands.Find($"{program}-restore") is null)
        {
            // Link-local addresses alone are not used between nodes.
            if (!rules.IsEmpty && process.Links.Any(link => link.IPv6Address.Length > 0))
            {
                throw new ContainerFaultException(ContainersProblems.LinksNotSupported([program]));
            }

            return;
        }

        string change = rules.Replace(await RunAsync([program, "-w", "-S"]));
        if (change.Length > 0)
        {
            await RunAsync([$"{program}-restore", "-w", "--noflush"], change);
            if (!rules.IsApplied(await RunAsync([program, "-w", "-S"])))
            {
                throw new ContainerFaultException(ContainersProblems.NotApplied($"the rules of {program}"));
            }
        }
    }

    /// <summary>Returns the interfaces that have an address of the container.</summary>
    private async Task<ValueList<LinkInterface>> FindInterfacesAsync()
    {
        HashSet<string> namespaceAddresses = [.. process.Links.SelectMany(link => link.Addresses)];
        using JsonDocument interfaces = await ListAsync(process.Id, ["ip", "-j", "addr", "show"]);
        return
        [
            .. interfaces
                .RootElement.EnumerateArray()
                .Where(link =>
                    link.TryGetProperty("addr_info", out JsonElement addresses)
                    && addresses
                        .EnumerateArray()
                        .Any(address =>
                            address.TryGetProperty("local", out JsonElement local) && namespaceAddresses.Contains(local.GetString() ?? "")
                        )
                )
                .Select(LinkInterface.Read),
        ];
    }

    private async Task SetQueueAsync(long target, string name, string kind, ValueList<string> queue)
    {
        bool exists = await HasQueueAsync(target, name, kind);
        if (!exists && queue.Count == 0)
        {
            return;
        }

        await RunAsync(
            target,
            queue.Count > 0 ? ["tc", "qdisc", "replace", "dev", name, "root", .. queue] : ["tc", "qdisc", "del", "dev", name, "root"]
        );
        if (await HasQueueAsync(target, name, kind) != queue.Count > 0)
        {
            throw new ContainerFaultException(ContainersProblems.NotApplied($"the queue of {name}"));
        }
    }

    private async Task<bool> HasQueueAsync(long target, string name, string kind)
    {
        if (FaultCommands.Find("tc") is null)
        {
            return false;
        }

        using JsonDocument queues = await ListAsync(target, ["tc", "-j", "qdisc", "show", "dev", name]);
        return queues
            .RootElement.EnumerateArray()
            .Any(queue => queue.TryGetProperty("kind", out JsonElement queueKind) && queueKind.GetString() == kind);
    }

    private async Task RemoveDelaysAsync(LinkInterface link)
    {
        (long parent, string peer) = await FindPeerAsync(link);
        await SetQueueAsync(parent, peer, "netem", []);
    }

    /// <summary>
    /// Finds the other end of a link, which is in the namespace of the parent process: the monitor of the container,
    /// which the engine started.
    /// </summary>
    private async Task<(long Parent, string Name)> FindPeerAsync(LinkInterface link)
    {
        string stat = ReadFile("stat");
        long parent = long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[ParentField], CultureInfo.InvariantCulture);
        using JsonDocument links = await ListAsync(parent, ["ip", "-j", "link", "show"]);
        string? name = links
            .RootElement.EnumerateArray()
            .Select(LinkInterface.Read)
            .FirstOrDefault(peer => peer.Index == link.PeerIndex && peer.PeerIndex == link.Index)
            ?.Name;
        return name is null
            ? throw new ContainerFaultException(ContainersProblems.NotApplied($"the other end of {link.Name}"))
            : (parent, name);
    }

    private sealed record LinkInterface(string Name, int Index, int PeerIndex)
    {
        public static LinkInterface Read(JsonElement link) =>
            new(
                link.GetProperty("ifname").GetString()!,
                link.GetProperty("ifindex").GetInt32(),
                link.TryGetProperty("link_index", out JsonElement peer) ? peer.GetInt32() : 0
            );
    }
}
