using Scalewright.Providers.Ssh.Hosts;

namespace Scalewright.Providers.Ssh;

/// <content>Faults of nodes: kills, pauses, partitions, slow links and full disks.</content>
public sealed partial class SshProvider : INodeFaultInjection
{
    /// <inheritdoc/>
    /// <remarks>Machines are checked against their last observed state. Link faults require a login as root, directly
    /// or with sudo, and <c>iptables</c> on the machine.</remarks>
    public ValueList<Problem> CheckFault(NodeFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault == NodeFault.None)
        {
            return [];
        }

        IEnumerable<Problem> lacking = _hosts
            .Where(desk => desk.Seen is not null)
            .Select(desk => (desk.Id, Lacks: HostFaultCheck.Lacks(fault, desk.Abilities)))
            .Where(node => node.Lacks.Length > 0)
            .Select(node => SshProblems.Lacking(node.Id, node.Lacks));
        return [.. HostFaultCheck.CheckValues(fault, hasAgents: _options.Agent is not null), .. lacking];
    }

    /// <inheritdoc/>
    public Task KillAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ApplyToHostAsync(node, desk => desk.Fault.KillAsync(node.Tag.Name, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>A fault lasts until it is reverted. After this program has exited or lost its connection to the
    /// machine, the machine reverts the fault shortly after <see cref="SshOptions.FaultLeasePeriod"/>.</remarks>
    public async Task InjectFaultAsync(Resource node, NodeFault fault, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(fault);
        ValueList<Problem> problems = [.. HostFaultCheck.CheckValues(fault, hasAgents: _options.Agent is not null)];
        if (problems.Count > 0)
        {
            throw new ProviderException(Name, problems);
        }

        await ApplyToHostAsync(node, desk =>
            fault == NodeFault.None ? HealAsync(desk, node, cancellationToken) : InjectFaultAsync(desk, node, fault, cancellationToken)
        );
    }

    /// <inheritdoc/>
    public async Task<NodeFault> ReadFaultAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        NodeFault fault = NodeFault.None;
        await ApplyToHostAsync(node, async desk => fault = await desk.Fault.ReadAsync(node.Tag.Name, cancellationToken));
        return fault;
    }

    private async Task HealAsync(HostTagClient desk, Resource node, CancellationToken cancellationToken)
    {
        await _leases.EndAsync(desk);
        await desk.Fault.RevertAsync(node.Tag.Name, cancellationToken);
    }

    private async Task InjectFaultAsync(HostTagClient desk, Resource node, NodeFault fault, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> addresses = new(StringComparer.Ordinal);
        foreach (
            string name in fault
                .BlockedInboundNodes.Concat(fault.InboundLinks.Select(static way => way.FromNode))
                .Distinct(StringComparer.Ordinal)
        )
        {
            addresses[name] = await ReadAddressesAsync(node, name, cancellationToken);
        }

        await desk.Fault.SetAsync(node.Tag.Name, fault, addresses, cancellationToken);
        await _leases.StartAsync(desk, node.Tag.Name);
    }

    /// <summary>Addresses of another node of the same owner, as reported by its machine.</summary>
    private async Task<string[]> ReadAddressesAsync(Resource node, string name, CancellationToken cancellationToken)
    {
        string owner = node.Tag.Owner.ToString();
        HostTagClient desk = _hosts.FirstOrDefault(desk => desk.Seen is { } mark && mark.Name == name && mark.Owner == owner)
            ?? throw new AgentException(
                node.Tag.Name,
                new Problem(
                    ProblemCode.UnknownReference,
                    $"there is no node '{TextEscaping.Escape(name)}' to block packets from",
                    "check what exists"
                )
            );
        string[] addresses = await desk.Fault.ReadAddressesAsync(name, cancellationToken);
        return addresses.Length > 0 ? addresses : throw new AgentException(node.Tag.Name, SshProblems.Lacking(desk.Id, "ip"));
    }

    private async Task ApplyToHostAsync(Resource node, Func<HostTagClient, Task> tell)
    {
        HostTagClient desk = _hosts.FirstOrDefault(desk => desk.Id == node.Id)
            ?? throw new ProviderException(Name, NotFound(node).Problems);
        try
        {
            await tell(desk);
        }
        catch (AgentException failure)
        {
            throw new ProviderException(Name, failure.Problems, failure);
        }
    }
}

/// <summary>Validates a fault before it is injected.</summary>
internal static class HostFaultCheck
{
    // The packet filter counts bytes with 32 bits, in units of 16 bytes.
    private const long MinRate = 1000;
    private const long MaxRate = 4_000_000_000;

    /// <summary>Reports invalid values and faults that require agents.</summary>
    public static IEnumerable<Problem> CheckValues(NodeFault fault, bool hasAgents) =>
        CheckSupport(fault, hasAgents).Concat(CheckRates(fault)).Concat(CheckNames(fault));

    /// <summary>Reports faults that machines over SSH do not have, at least without agents.</summary>
    private static IEnumerable<Problem> CheckSupport(NodeFault fault, bool hasAgents)
    {
        if ((fault.IsPaused || fault.IsDiskFull) && !hasAgents)
        {
            yield return new Problem(
                ProblemCode.OutOfRange,
                "pausing a node or filling its disk requires an agent on the machine",
                "set SshOptions.Agent"
            );
        }

        if (fault.IsPoweredOff)
        {
            yield return Outside(
                nameof(NodeFault.IsPoweredOff),
                "machines over SSH are not turned off on purpose",
                "kill the node's programs and cut it off, or use nodes of this machine"
            );
        }

        if (
            fault.Delay != TimeSpan.Zero
            || fault.Jitter != TimeSpan.Zero
            || fault.Duplication != 0
            || fault.Reordering != 0
            || fault.InboundLinks.Any(static way =>
                way.Delay != TimeSpan.Zero || way.Jitter != TimeSpan.Zero || way.Duplication != 0 || way.Reordering != 0
            )
        )
        {
            yield return Outside(
                nameof(NodeFault.Delay),
                "packets of machines over SSH are neither late, doubled nor out of order on purpose",
                "leave delay, jitter, duplication and reordering at 0, or use nodes of this machine"
            );
        }
    }

    private static IEnumerable<Problem> CheckRates(NodeFault fault)
    {
        foreach (
            (long? rate, double loss) in fault
                .InboundLinks.Select(static way => (way.MaxBytesPerSecond, way.Loss))
                .Prepend((fault.MaxBytesPerSecond, fault.Loss))
        )
        {
            if (rate is < MinRate or > MaxRate)
            {
                yield return Outside(
                    nameof(NodeFault.MaxBytesPerSecond),
                    string.Create(CultureInfo.InvariantCulture, $"{rate} bytes a second cannot be kept"),
                    $"use {MinRate} to {MaxRate}, or null for no limit"
                );
            }

            if (loss is not (>= 0 and <= 1))
            {
                yield return Outside(
                    nameof(NodeFault.Loss),
                    string.Create(CultureInfo.InvariantCulture, $"{loss} is not a probability"),
                    "use 0 to 1"
                );
            }
        }
    }

    private static IEnumerable<Problem> CheckNames(NodeFault fault)
    {
        if (fault.BlockedInboundNodes.FirstOrDefault(IsNoName) is { } bad)
        {
            yield return Outside(
                nameof(NodeFault.BlockedInboundNodes),
                $"'{TextEscaping.Escape(bad)}' is not a name of a node",
                "use names of nodes"
            );
        }

        if (fault.InboundLinks.Select(static way => way.FromNode).FirstOrDefault(IsNoName) is { } invalidName)
        {
            yield return Outside(
                nameof(NodeFault.InboundLinks),
                $"'{TextEscaping.Escape(invalidName)}' is not a name of a node",
                "use names of nodes"
            );
        }

        if (
            fault
                .InboundLinks.GroupBy(static way => way.FromNode, StringComparer.Ordinal)
                .FirstOrDefault(static ways => ways.Count() > 1) is
            { } duplicate
        )
        {
            yield return Outside(
                nameof(NodeFault.InboundLinks),
                $"the link from '{TextEscaping.Escape(duplicate.Key)}' is listed twice",
                "list each once"
            );
        }
    }

    private static bool IsNoName(string name) => name.Length == 0 || name.Any(char.IsWhiteSpace);

    /// <summary>
    /// Returns the abilities that a machine lacks for a fault; empty if it lacks no ability or its abilities are
    /// unknown.
    /// </summary>
    /// <param name="abilities">Abilities of the machine; null if unknown.</param>
    public static string Lacks(NodeFault fault, ValueList<string>? abilities)
    {
        string[] needed =
            fault.IsInboundBlocked
            || fault.IsOutboundBlocked
            || fault.BlockedInboundNodes.Count > 0
            || fault.InboundLinks.Count > 0
            || fault.MaxBytesPerSecond is not null
            || fault.Loss > 0
                ? ["root", "iptables", "setsid"]
                : ["setsid"];
        return abilities is null ? "" : string.Join(", ", needed.Except(abilities, StringComparer.Ordinal));
    }

    private static Problem Outside(string field, string found, string advice) =>
        new(ProblemCode.OutOfRange, found, advice) { Field = field };
}
