using System.Text.Json.Serialization;

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

/// <summary>What is run on a machine to read and change its mark.</summary>
internal static class HostScript
{
    /// <summary>The mark is another than was expected; the one that is there was printed.</summary>
    public const int Differs = 75;

    // $1: the folder, or nothing for the usual one.
    private const string Folder = """
        d=$1
        [ -n "$d" ] || { [ "$(id -u)" = 0 ] && d=/var/lib/scalewright || d=$HOME/.scalewright/$(uname -n); }

        """;

    /// <summary>Prints a line of what is there that harm on purpose may need, then the mark, or nothing when there is none.</summary>
    public const string Read = Folder + """
        [ "$(id -u)" != 0 ] || printf 'root '
        PATH=$PATH:/usr/sbin:/sbin
        for c in iptables setsid; do command -v "$c" >/dev/null 2>&1 && printf '%s ' "$c"; done
        echo
        [ ! -f "$d/mark" ] || exec cat "$d/mark"
        """;

    /// <summary>Replaces the mark $2 by $3, both maybe empty, when $2 is what is there. Without a mark the folder goes.</summary>
    public const string Swap = Folder + """
        umask 077
        mkdir -p "$d" || exit 73
        [ -O "$d" ] || { echo "its folder belongs to someone else" >&2; exit 73; }
        i=0
        until mkdir "$d/lock" 2>/dev/null; do
          i=$((i + 1))
          # Held for a moment only: whoever holds it for so long has been killed.
          [ "$i" -lt 200 ] || { rmdir "$d/lock" 2>/dev/null; i=0; }
          [ -d "$d" ] || mkdir -p "$d" || exit 73
          sleep 0.05 2>/dev/null || sleep 1
        done
        trap 'rmdir "$d/lock" 2>/dev/null' EXIT
        c=
        [ ! -f "$d/mark" ] || c=$(cat "$d/mark")
        if [ "$c" != "$2" ]; then printf '%s\n' "$c"; exit 75; fi
        if [ -n "$3" ]; then
          printf '%s\n' "$3" >"$d/mark.new" && { sync "$d/mark.new" 2>/dev/null; mv -f "$d/mark.new" "$d/mark"; } || exit 73
        else
          rm -f "$d/mark" && rm -rf "$d" || exit 73
        fi
        """;
}

/// <summary>Does harm to the node of one machine, reads what was done, and undoes it.</summary>
internal sealed class HostHarm(NodeAddress address, INodeTransport transport, SshProviderOptions options)
{
    /// <summary>Done or not at all: a second kill would strike the agent that came after the first.</summary>
    public Task KillAsync(string node, CancellationToken cancellationToken) => RunAsync(node, "kill", "", isRepeatable: false, cancellationToken);

    /// <summary>Does this harm in place of all that was done before.</summary>
    /// <param name="harm">What shall be; not nothing.</param>
    /// <param name="addresses">The addresses of each node that it does not hear, or hears badly.</param>
    public Task SetAsync(string node, NodeHarm harm, IReadOnlyDictionary<string, string[]> addresses, CancellationToken cancellationToken) =>
        RunAsync(node, "set", HarmWords.Write(harm, addresses), isRepeatable: true, cancellationToken);

    /// <summary>Undoes all. Done when nothing is, or there is no agent.</summary>
    public Task HealAsync(string node, CancellationToken cancellationToken) => RunAsync(node, "heal", "", isRepeatable: true, cancellationToken);

    public async Task<NodeHarm> ReadAsync(string node, CancellationToken cancellationToken) => HarmWords.Read(await RunAsync(node, "read", "", isRepeatable: true, cancellationToken));

    /// <summary>The addresses by which others reach the machine.</summary>
    public async Task<string[]> ReadAddressesAsync(string node, CancellationToken cancellationToken) =>
        (await RunAsync(node, "where", "", isRepeatable: true, cancellationToken)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Lets what was done last for another lease.</summary>
    /// <returns>False when nothing is done any more.</returns>
    public async Task<bool> RenewAsync(string node, CancellationToken cancellationToken)
    {
        CommandResult result = await AskAsync(node, "renew", "", isRepeatable: true, cancellationToken);
        return result.ExitCode != HarmScript.NoMark;
    }

    private async Task<string> RunAsync(string node, string what, string words, bool isRepeatable, CancellationToken cancellationToken)
    {
        CommandResult result = await AskAsync(node, what, words, isRepeatable, cancellationToken);
        return result.Succeeded ? result.Output : throw new AgentException(node, result.ExitCode switch
        {
            HarmScript.NoAgent => SshProblems.Fault("no agent of the node runs, so that there is nothing to harm", "connect to the node first"),
            HarmScript.Lacking => SshProblems.Lacking(address.ToString(), string.Join(", ", result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Printable.Escape))),
            _ => SshProblems.Fault($"it cannot be told to {what}: {(result.DeadlinePassed ? "it took too long" : Printable.Escape(result.Error.Trim()))}", "see that who logs in may signal the agent, change the packet filter and write the folders"),
        });
    }

    private async Task<CommandResult> AskAsync(string node, string what, string words, bool isRepeatable, CancellationToken cancellationToken)
    {
        string lease = Math.Max(1, (int)Math.Ceiling(options.HarmLease.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await using INodeConnection connection = await transport.ConnectAsync(address, node, cancellationToken);
        ValueList<string> command = ["sh", "-c", HarmScript.Loader, HarmScript.Text, options.Folder, options.AgentFolder, node, what, lease, words];
        return await connection.RunAsync(new CommandRequest(command) { Deadline = options.StepDeadline, IsRepeatable = isRepeatable }, cancellationToken);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResourceMark))]
internal sealed partial class HostJson : JsonSerializerContext;
