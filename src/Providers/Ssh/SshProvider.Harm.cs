using Scalewright.Agents;
using Scalewright.Providers.Ssh.Hosts;

namespace Scalewright.Providers.Ssh;

/// <content>Nodes whose agents are killed or stand still, with all that they started.</content>
public sealed partial class SshProvider : IHarmsNodes
{
    /// <inheritdoc/>
    public ValueList<Problem> CheckHarm(NodeHarm harm)
    {
        ArgumentNullException.ThrowIfNull(harm);
        return harm == NodeHarm.None ? []
            : harm with { IsPaused = false } != NodeHarm.None ? [new Problem(ProblemCode.OutOfRange, "links of machines over SSH cannot be cut or slowed from here, and their disks not filled", "leave it out, or use nodes of this machine")]
            : _options.Agent is null ? [new Problem(ProblemCode.OutOfRange, "machines without an agent have no programs of a node that could be told from others", "set SshProviderOptions.Agent")]
            : [];
    }

    /// <inheritdoc/>
    public Task KillAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return TellAsync(node, harm => harm.KillAsync(node.Tag.Name, cancellationToken));
    }

    /// <inheritdoc/>
    public Task HarmAsync(Resource node, NodeHarm harm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(harm);
        ValueList<Problem> problems = CheckHarm(harm);
        return problems.Count > 0
            ? throw new ProviderException(Name, problems)
            : TellAsync(node, host => harm.IsPaused ? host.PauseAsync(node.Tag.Name, cancellationToken) : host.ResumeAsync(node.Tag.Name, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<NodeHarm> ReadHarmAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        bool isPaused = false;
        await TellAsync(node, async host => isPaused = await host.IsPausedAsync(node.Tag.Name, cancellationToken));
        return new NodeHarm { IsPaused = isPaused };
    }

    private async Task TellAsync(Resource node, Func<HostHarm, Task> tell)
    {
        HostDesk desk = _desks.FirstOrDefault(desk => desk.Id == node.Id) ?? throw new ProviderException(Name, Gone(node).Problems);
        try
        {
            await tell(desk.Harm);
        }
        catch (AgentException failure)
        {
            throw new ProviderException(Name, failure.Problems, failure);
        }
    }
}
