using Scalewright.Providers.Ssh.Hosts;

namespace Scalewright.Providers.Ssh;

/// <content>Nodes that are killed, stand still, hear each other no more, are slow or have no room left.</content>
public sealed partial class SshProvider : IHarmsNodes
{
    /// <inheritdoc/>
    /// <remarks>Machines are judged by the last look at them. Links are changed where who logs in is root, by itself or by sudo, and the machine has <c>iptables</c>.</remarks>
    public ValueList<Problem> CheckHarm(NodeHarm harm)
    {
        ArgumentNullException.ThrowIfNull(harm);
        if (harm == NodeHarm.None)
        {
            return [];
        }

        IEnumerable<Problem> lacking = _desks.Where(desk => desk.Seen is not null)
            .Select(desk => (desk.Id, Lacks: HarmCheck.Lacks(harm, desk.Abilities)))
            .Where(found => found.Lacks.Length > 0)
            .Select(found => SshProblems.Lacking(found.Id, found.Lacks));
        return [.. HarmCheck.Values(harm, hasAgents: _options.Agent is not null), .. lacking];
    }

    /// <inheritdoc/>
    public Task KillAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return TellAsync(node, desk => desk.Harm.KillAsync(node.Tag.Name, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>What was done lasts until it is undone, but not much longer than <see cref="SshProviderOptions.HarmLease"/> after this program ended or lost the machine.</remarks>
    public async Task HarmAsync(Resource node, NodeHarm harm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(harm);
        ValueList<Problem> problems = [.. HarmCheck.Values(harm, hasAgents: _options.Agent is not null)];
        if (problems.Count > 0)
        {
            throw new ProviderException(Name, problems);
        }

        await TellAsync(node, desk => harm == NodeHarm.None ? HealAsync(desk, node, cancellationToken) : HarmAsync(desk, node, harm, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<NodeHarm> ReadHarmAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        NodeHarm harm = NodeHarm.None;
        await TellAsync(node, async desk => harm = await desk.Harm.ReadAsync(node.Tag.Name, cancellationToken));
        return harm;
    }

    private async Task HealAsync(HostDesk desk, Resource node, CancellationToken cancellationToken)
    {
        await _leases.EndAsync(desk);
        await desk.Harm.HealAsync(node.Tag.Name, cancellationToken);
    }

    private async Task HarmAsync(HostDesk desk, Resource node, NodeHarm harm, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> addresses = new(StringComparer.Ordinal);
        foreach (string name in harm.DeafTo.Concat(harm.Ways.Select(static way => way.From)).Distinct(StringComparer.Ordinal))
        {
            addresses[name] = await AddressesAsync(node, name, cancellationToken);
        }

        await desk.Harm.SetAsync(node.Tag.Name, harm, addresses, cancellationToken);
        await _leases.BeginAsync(desk, node.Tag.Name);
    }

    /// <summary>The addresses of another node of the same owner, as its machine tells them.</summary>
    private async Task<string[]> AddressesAsync(Resource node, string name, CancellationToken cancellationToken)
    {
        string owner = node.Tag.Owner.ToString();
        HostDesk desk = _desks.FirstOrDefault(desk => desk.Seen is { } mark && mark.Name == name && mark.Owner == owner)
            ?? throw new AgentException(node.Tag.Name, new Problem(ProblemCode.UnknownReference, $"there is no node '{Printable.Escape(name)}' that it could not hear", "look at what there is"));
        string[] addresses = await desk.Harm.ReadAddressesAsync(name, cancellationToken);
        return addresses.Length > 0 ? addresses : throw new AgentException(node.Tag.Name, SshProblems.Lacking(desk.Id, "ip"));
    }

    private async Task TellAsync(Resource node, Func<HostDesk, Task> tell)
    {
        HostDesk desk = _desks.FirstOrDefault(desk => desk.Id == node.Id) ?? throw new ProviderException(Name, Gone(node).Problems);
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
