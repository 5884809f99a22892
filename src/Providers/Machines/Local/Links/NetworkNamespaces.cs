using System.Text.Json.Nodes;
using Scalewright.Providers.Local.Links.Relays;
using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local.Links;

/// <summary>
/// Isolates each node in a network namespace that is attached to a bridge of this machine. The programs of a node have
/// its host name and resource limits.
/// </summary>
internal sealed class NetworkNamespaces : INodeIsolation
{
    private const string NamespaceFolder = "/run/netns";

    // $0: the host name. The arguments are the control groups, "--" and the command.
    private const string EnterScript =
        """while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; hostname "$0" && exec "$@" """;

    private const int MaxLooks = 40;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private readonly LocalOptions _options;
    private readonly AddressRange _range;
    private readonly LinkCommands _commands;
    private readonly LinkBatch _batch;
    private readonly LinkDelays _delays;
    private readonly ControlGroups _groups = new();
    private readonly SemaphoreSlim _bridge = new(1);
    private readonly string _bridgeName;

    // Without its own MAC address, a bridge takes the lowest MAC address of its links. When that link is removed, nodes
    // temporarily cannot reach this machine.
    private readonly string _bridgeAddress;

    public NetworkNamespaces(LocalOptions options, AddressRange range, ILogger logger)
    {
        (_options, _range, _commands) = (options, range, new LinkCommands(options, logger));
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(options.Folder));
        _bridgeName = $"swbr{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
        IEnumerable<string> parts = hash.Take(5).Select(static part => part.ToString("x2", CultureInfo.InvariantCulture));
        _bridgeAddress = $"02:{string.Join(':', parts)}";
        _batch = new LinkBatch(_commands);
        _delays = new LinkDelays(options, _commands, _bridgeName);
    }

    public Problem? Missing =>
        OperatingSystem.IsLinux() switch
        {
            false => LocalProblems.NotLinux,
            true when !Environment.IsPrivilegedProcess => LocalProblems.NotRoot,
            true => null,
        };

    public static string GetPath(string id) => Path.Join(NamespaceFolder, id);

    public async Task MakeAsync(string id, LocalNode node)
    {
        await RemoveNodeAsync(id);
        await _bridge.WaitAsync();
        try
        {
            await MakeBridgeAsync();
        }
        finally
        {
            _bridge.Release();
        }

        await _batch.RunAsync(
            // Again, because a program may be killed after it has created the bridge.
            $"addr replace {_range.Host}/{_range.PrefixBits} dev {_bridgeName}",
            $"link set {_bridgeName} up",
            $"netns add {id}",
            $"link add {id} type veth peer name eth0 netns {id}",
            $"link set {id} master {_bridgeName} up",
            // Bridges of other folders have the same range. A route to each node selects its bridge.
            $"route replace {node.Address} dev {_bridgeName} src {_range.Host}"
        );
        string output = await _commands.RunAsync(
            ["ip", "-n", id, "-j", "-4", "-batch", "-"],
            $"""
            link set lo up
            addr add {node.Address}/{node.PrefixBits} dev eth0
            link set eth0 up
            addr show dev eth0

            """
        );
        Check(output, node);
        if (_options.EnforcesLimits)
        {
            _groups.Make(id, node);
        }
    }

    public Task RemoveAsync(string id) => RemoveNodeAsync(id);

    public bool IsThere(string id, LocalNode node) => node.Isolation != LocalIsolation.Namespaces || File.Exists(GetPath(id));

    public async Task RemoveSharedAsync()
    {
        await _bridge.WaitAsync();
        try
        {
            await _commands.RemoveLinkAsync(_bridgeName);
        }
        finally
        {
            _bridge.Release();
        }
    }

    public IEnumerable<Problem> FindMissing(LinkConditions shape) => Missing is { } missing ? [missing] : LinkConditionsCheck.Lacks(shape);

    public async Task ShapeAsync(string id, LinkConditions shape, string address, string[] blockedAddresses, string[] inboundAddresses)
    {
        await new LinkQueues(_commands).SetAsync(id, shape);
        await new LinkLosses(_commands).SetAsync(id, shape.Loss, blockedAddresses);
        await _delays.SetAsync(id, InboundLinkTable.Create(shape, inboundAddresses), address);
    }

    public ValueList<string> Enter(string id, LocalNode node, ValueList<string> arguments) =>
        [
            "nsenter",
            $"--net={GetPath(id)}",
            "--",
            "unshare",
            "--uts",
            "--",
            "sh",
            "-c",
            EnterScript,
            node.Name,
            .. _options.EnforcesLimits ? _groups.Entrances(id) : [],
            "--",
            .. arguments,
        ];

    public LinkStatistics? GetTraffic(string id) => _delays.GetTraffic(id);

    public void Dispose()
    {
        _delays.Dispose();
        _bridge.Dispose();
    }

    private async Task MakeBridgeAsync()
    {
        if (LinkCommands.HasLink(_bridgeName))
        {
            return;
        }

        await _commands.RunAsync(
            ["ip", "-batch", "-"],
            $"""
            link add {_bridgeName} address {_bridgeAddress} type bridge
            addr add {_range.Host}/{_range.PrefixBits} dev {_bridgeName}
            link set {_bridgeName} up

            """
        );
    }

    /// <summary>
    /// Compares the actual address with the requested one, because some kernels accept settings without applying them.
    /// </summary>
    private static void Check(string output, LocalNode node)
    {
        JsonNode? link = JsonNode.Parse(output)?.AsArray().FirstOrDefault(entry => (string?)entry?["ifname"] == "eth0");
        string found = string.Join(
            ", ",
            link?["addr_info"]?.AsArray()
                .Select(address => string.Create(CultureInfo.InvariantCulture, $"{address?["local"]}/{address?["prefixlen"]}"))
                ?? []
        );
        string expected = string.Create(CultureInfo.InvariantCulture, $"{node.Address}/{node.PrefixBits}");
        if (found != expected)
        {
            throw new LinkSetupException(LocalProblems.Differs($"the address of node '{TextEscaping.Escape(node.Name)}'", expected, found));
        }
    }

    private async Task RemoveNodeAsync(string id)
    {
        if (File.Exists(GetPath(id)))
        {
            string inside = await _batch.RunAsync($"netns pids {id}");
            NodeProcesses.Kill(
                inside
                    .Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries)
                    .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))
            );
            await _batch.RunAsync($"netns del {id}");
        }

        // The kernel removes the host end of the link together with the namespace, but asynchronously.
        for (int attempt = 0; attempt < MaxLooks && LinkCommands.HasLink(id); attempt++)
        {
            await Task.Delay(PollInterval, _options.Clock);
        }

        await _commands.RemoveLinkAsync(id);
        await _delays.RemoveAsync(id);
        _groups.Remove(id);
    }
}

/// <summary>
/// Runs lines with <c>ip</c> in batches. Lines that arrive while a batch runs form the next batch, because starting a
/// process costs more than running a line.
/// </summary>
internal sealed class LinkBatch(LinkCommands commands)
{
    private readonly Lock _gate = new();
    private List<BatchEntry> _waiting = [];
    private bool _isBusy;

    /// <summary>Runs lines in order and returns the output of all lines of the same batch.</summary>
    /// <param name="lines">Lines in the format of <c>ip -batch</c>.</param>
    /// <exception cref="LinkSetupException">One of the lines failed. The lines after it were executed
    /// nevertheless.</exception>
    public Task<string> RunAsync(params string[] lines)
    {
        BatchEntry entry = new(lines, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Add(entry);
            if (_isBusy)
            {
                return entry.Done.Task;
            }

            _isBusy = true;
        }

        _ = WorkAsync();
        return entry.Done.Task;
    }

    private async Task WorkAsync()
    {
        // Allows concurrent callers to join this batch.
        await Task.Yield();
        while (DequeueAll() is { Count: > 0 } entries)
        {
            try
            {
                string[] lines = [.. entries.SelectMany(entry => entry.Lines)];
                Complete(entries, await commands.TryAsync(["ip", "-force", "-batch", "-"], string.Join('\n', lines) + "\n"));
            }
            catch (LinkSetupException failure)
            {
                entries.ForEach(entry => entry.Done.SetException(failure));
            }
        }
    }

    private List<BatchEntry> DequeueAll()
    {
        lock (_gate)
        {
            List<BatchEntry> entries = _waiting;
            _waiting = [];
            _isBusy = entries.Count > 0;
            return entries;
        }
    }

    private static void Complete(List<BatchEntry> entries, LinkCommandResult result)
    {
        Dictionary<int, string> reasons = result.ExitCode == 0 ? [] : Reasons(result.Error);
        int first = 1;
        foreach (BatchEntry entry in entries)
        {
            int at = Enumerable.Range(first, entry.Lines.Length).FirstOrDefault(reasons.ContainsKey);
            first += entry.Lines.Length;
            if (at > 0)
            {
                entry.Done.SetException(
                    new LinkSetupException(LocalProblems.Failed($"ip {entry.Lines[at - first + entry.Lines.Length]}", reasons[at]))
                );
            }
            else if (result.ExitCode != 0 && reasons.Count == 0)
            {
                entry.Done.SetException(new LinkSetupException(LocalProblems.Failed($"ip {entry.Lines[0]}", result.Reason)));
            }
            else
            {
                entry.Done.SetResult(result.Output);
            }
        }
    }

    // ip writes the reason, followed by "Command failed -:3" with the line number.
    private static Dictionary<int, string> Reasons(string error)
    {
        const string Mark = "Command failed -:";
        Dictionary<int, string> reasons = [];
        List<string> arguments = [];
        foreach (string line in error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (
                line.StartsWith(Mark, StringComparison.Ordinal)
                && int.TryParse(line.AsSpan(Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            )
            {
                reasons[number] = arguments.Count > 0 ? string.Join("; ", arguments) : line;
                arguments.Clear();
            }
            else
            {
                arguments.Add(line);
            }
        }

        return reasons;
    }

    private sealed record BatchEntry(string[] Lines, TaskCompletionSource<string> Done);
}

/// <summary>Addresses of nodes. Number 1 is the first address after that of this machine.</summary>
internal sealed class AddressRange(Subnet range)
{
    private const int BitsOfIPv4 = 32;

    /// <summary>Number of nodes that fit in the range.</summary>
    public int Count => (1 << (BitsOfIPv4 - range.PrefixLength)) - 3;

    public int PrefixBits => range.PrefixLength;

    /// <summary>This machine's own address in the range.</summary>
    public string Host => Text(1);

    /// <summary>Addresses that no node may have: that of the network, of this machine, and for broadcasts.</summary>
    public IEnumerable<string> Reserved => [range.First.ToString(), Host, range.Last.ToString()];

    public string GetAddress(int number) => Text(number + 1);

    public override string ToString() => range.ToString();

    private string Text(int offset) => range.First.Add((UInt128)offset).ToString();
}
