using System.Text.Json;
using Scalewright.Agents;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>Reads and changes the mark of one machine.</summary>
internal sealed class HostDesk(NodeAddress address, INodeTransport transport, SshProviderOptions options)
{
    private volatile ResourceMark? _seen;
    private volatile bool _isSeen;
    private volatile Problem? _failure;

    /// <summary>The machine as a resource.</summary>
    public string Id { get; } = address.ToString();

    /// <summary>Its address or host name, with its port where that is not the usual one.</summary>
    public string Place => (address.Port == AddressRules.UsualPort ? address with { Port = 0, User = "" } : address with { User = "" }).ToString();

    /// <summary>Does harm to the node's agent.</summary>
    public HostHarm Harm { get; } = new(address, transport, options);

    /// <summary>The name of the node that is put there before others.</summary>
    public required string Name { get; init; }

    /// <summary>What was there when it was looked at last; null: nothing of ours.</summary>
    public ResourceMark? Seen => _seen;

    /// <summary>What harm on purpose may need and is there: <c>root</c>, and programs; null: it has not been looked at.</summary>
    public ValueList<string>? Abilities { get; private set; }

    /// <summary>Whether it has been looked at.</summary>
    public bool IsSeen => _isSeen;

    /// <summary>Why no node can be put there, as <c>root@lab-1 holds node 'web-1' of cluster 'demo'</c>.</summary>
    public string WhyNotFree => this switch
    {
        { Seen: { } mark } => $"{Id} holds node '{Printable.Escape(mark.Name)}'{(Owner.TryParse(mark.Owner, out Owner? owner) ? $" of cluster '{Printable.Escape(owner.Cluster)}'" : "")}",
        _ when _failure is { } failure => $"{Id} cannot be used: {failure.Found}",
        { IsSeen: false } => $"{Id} was not looked at",
        _ => $"{Id} was being taken for another node",
    };

    /// <exception cref="AgentException">The machine cannot be reached, or refuses.</exception>
    public async Task<ResourceMark?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            CommandResult result = await RunAsync(HostScript.Read, [options.Folder], isRepeatable: true, cancellationToken);
            if (!result.Succeeded)
            {
                throw Refused(result);
            }

            string[] lines = result.Output.Split('\n', 2);
            Abilities = [.. lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            ResourceMark? mark = See(lines.Length > 1 ? lines[1] : "");
            _failure = null;
            return mark;
        }
        catch (AgentException failure)
        {
            _failure = failure.Problems[0];
            throw;
        }
    }

    /// <summary>Replaces the mark when it is what is expected.</summary>
    /// <returns>False when another one is there, which <see cref="Seen"/> has then.</returns>
    /// <exception cref="AgentException">The machine cannot be reached, or refuses.</exception>
    public async Task<bool> SwapAsync(ResourceMark? expected, ResourceMark? mark, CancellationToken cancellationToken)
    {
        CommandResult result = await RunAsync(HostScript.Swap, [options.Folder, Write(expected), Write(mark)], isRepeatable: false, cancellationToken);
        if (result.Succeeded)
        {
            (_seen, _isSeen) = (mark, true);
            return true;
        }

        if (result.ExitCode != HostScript.Differs)
        {
            throw Refused(result);
        }

        // A swap whose answer was lost and that is made again finds what it wrote itself.
        return See(result.Output) == mark;
    }

    /// <summary>Opens a way into the machine, under the name of its node: to its agent when there shall be one. Who has it supervises: an agent that ended is started by the next way in.</summary>
    /// <exception cref="AgentException">The machine cannot be reached, or takes no agent.</exception>
    public async Task<INodeConnection> ConnectAsync(string node, long epoch, CancellationToken cancellationToken) => options.Agent is { } agent
        ? await new AgentDeployment(transport, agent with { Folder = options.AgentFolder, Epoch = epoch, StartsAgain = false }).ConnectAsync(address, node, cancellationToken)
        : await transport.ConnectAsync(address, node, cancellationToken);

    /// <summary>Undoes harm that was done to the node, and removes its agent when there may be one.</summary>
    /// <exception cref="AgentException">The machine cannot be reached, or refuses.</exception>
    public async Task RemoveAgentAsync(string node)
    {
        if (!AgentDeployment.CanServe(node))
        {
            // There is neither an agent of such a name nor a folder of one that is harmed.
            return;
        }

        // An agent that stands still would not see that its folder is gone.
        await Harm.HealAsync(node, CancellationToken.None);
        AgentDeploymentOptions agent = options.Agent ?? new AgentDeploymentOptions();
        await new AgentDeployment(transport, agent with { Folder = options.AgentFolder }).RemoveAsync(address, node, CancellationToken.None);
    }

    private static string Write(ResourceMark? mark) => mark is null ? "" : JsonSerializer.Serialize(mark, HostJson.Default.ResourceMark);

    private async Task<CommandResult> RunAsync(string script, string[] words, bool isRepeatable, CancellationToken cancellationToken)
    {
        await using INodeConnection connection = await transport.ConnectAsync(address, Id, cancellationToken);
        CommandRequest request = new(new[] { "sh", "-c", script, "sh" }.Concat(words).ToValueList()) { Deadline = options.StepDeadline, IsRepeatable = isRepeatable };
        return await connection.RunAsync(request, cancellationToken);
    }

    private ResourceMark? See(string text)
    {
        try
        {
            _seen = string.IsNullOrWhiteSpace(text) ? null : JsonSerializer.Deserialize(text, HostJson.Default.ResourceMark);
            _isSeen = true;
            return _seen;
        }
        catch (JsonException unreadable)
        {
            throw new AgentException(Id, SshProblems.Fault($"the mark that shows whose it is cannot be read: it begins with '{Printable.Escape(text)}'", "look at it, and remove it when nobody needs the machine"), unreadable);
        }
    }

    private AgentException Refused(CommandResult result) => new(
        Id,
        SshProblems.Fault(
            $"its mark cannot be kept: {(result.DeadlinePassed ? "it took too long" : Printable.Escape(result.Error.Trim().Split('\n')[^1]))}",
            "see that the folder for it can be made and written"));
}
