using System.Text.Json.Serialization;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>Reads and changes the ownership tag of one machine.</summary>
internal sealed class HostTagClient(NodeAddress address, INodeTransport transport, SshOptions options)
{
    private volatile StoredResourceTag? _seen;
    private volatile bool _isSeen;
    private volatile Problem? _failure;

    /// <summary>ID of the machine as a resource.</summary>
    public string Id { get; } = address.ToString();

    /// <summary>Address or host name, with its port if it is not the default.</summary>
    public string DisplayAddress =>
        (address.Port == AddressRules.UsualPort ? address with { Port = 0, User = "" } : address with { User = "" }).ToString();

    /// <summary>Injects faults into the node.</summary>
    public HostFault Fault { get; } = new(address, transport, options);

    /// <summary>Host name. A node of this name is placed only on machines of this name.</summary>
    public required string Name { get; init; }

    /// <summary>Last observed ownership tag; null if there was no tag.</summary>
    public StoredResourceTag? Seen => _seen;

    /// <summary>
    /// Last observed abilities for fault injection: <c>root</c>, and names of programs; null if not observed.
    /// </summary>
    public ValueList<string>? Abilities { get; private set; }

    /// <summary>True if the machine was observed.</summary>
    public bool IsSeen => _isSeen;

    /// <summary>
    /// Reason why the machine is not free, for example <c>root@lab-1 holds node 'web-1' of cluster 'demo'</c>.
    /// </summary>
    public string WhyNotFree
    {
        get
        {
            if (Seen is { } tag)
            {
                return $"{Id} holds node '{TextEscaping.Escape(tag.Name)}'{DescribeCluster(tag)}";
            }

            if (_failure is { } failure)
            {
                return $"{Id} cannot be used: {failure.Message}";
            }

            return IsSeen ? $"{Id} was being taken for another node" : $"{Id} was not observed";
        }
    }

    /// <summary>Reads the tag, and the abilities for fault injection.</summary>
    /// <param name="isIdempotent">True to read again after a lost connection; false if the caller retries.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="AgentException">The machine is unreachable or refuses the request.</exception>
    public async Task<StoredResourceTag?> ReadAsync(bool isIdempotent, CancellationToken cancellationToken)
    {
        try
        {
            CommandResult result = await RunAsync(HostScript.Read, [options.Folder], isIdempotent, cancellationToken);
            if (!result.Succeeded)
            {
                throw CreateError(result);
            }

            string[] lines = result.Output.Split('\n', 2);
            Abilities = [.. lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            StoredResourceTag? tag = Parse(lines.Length > 1 ? lines[1] : "");
            _failure = null;
            return tag;
        }
        catch (AgentException failure)
        {
            _failure = failure.Problems[0];
            throw;
        }
    }

    /// <summary>
    /// Replaces the tag if it equals the expected one. Returns false if it differs; <see cref="Seen"/> is then the
    /// actual tag.
    /// </summary>
    /// <exception cref="AgentException">The machine is unreachable or refuses the request.</exception>
    public async Task<bool> SwapAsync(StoredResourceTag? expected, StoredResourceTag? tag, CancellationToken cancellationToken)
    {
        CommandResult result = await RunAsync(
            HostScript.Swap,
            [options.Folder, Write(expected), Write(tag)],
            isIdempotent: false,
            cancellationToken
        );
        if (result.Succeeded)
        {
            (_seen, _isSeen) = (tag, true);
            return true;
        }

        if (result.ExitCode != HostScript.Differs)
        {
            throw CreateError(result);
        }

        // After a lost response, a retry finds its own tag.
        return Parse(result.Output) == tag;
    }

    /// <summary>
    /// Connects to the machine under the name of its node, through its agent if one is configured. The agent is not
    /// restarted automatically: the next connection restarts an agent that has exited.
    /// </summary>
    /// <exception cref="AgentException">The machine is unreachable, or refuses the agent.</exception>
    public async Task<INodeConnection> ConnectAsync(string node, long epoch, CancellationToken cancellationToken) =>
        options.Agent is { } agent
            ? await new AgentDeployer(
                transport,
                agent with
                {
                    Folder = options.AgentFolder,
                    Epoch = epoch,
                    AllowAutoRestart = false,
                }
            ).ConnectAsync(address, node, cancellationToken)
            : await transport.ConnectAsync(address, node, cancellationToken);

    /// <summary>Reverts faults of the node and removes its agent, if there may be one.</summary>
    /// <exception cref="AgentException">The machine is unreachable or refuses the request.</exception>
    public async Task RemoveAgentAsync(string node)
    {
        if (!AgentDeployer.IsValidNodeName(node))
        {
            // No agent, and no folder of an agent, can have this name.
            return;
        }

        // A paused agent would not detect that its folder was removed.
        await Fault.RevertAsync(node, CancellationToken.None);
        AgentDeployerOptions agent = options.Agent ?? new AgentDeployerOptions();
        await new AgentDeployer(transport, agent with { Folder = options.AgentFolder }).RemoveAsync(address, node, CancellationToken.None);
    }

    private static string DescribeCluster(StoredResourceTag tag) =>
        Owner.TryParse(tag.Owner, out Owner? owner) ? $" of cluster '{TextEscaping.Escape(owner.Cluster)}'" : "";

    private static string Write(StoredResourceTag? tag) =>
        tag is null ? "" : JsonSerializer.Serialize(tag, HostJson.Default.StoredResourceTag);

    private async Task<CommandResult> RunAsync(string script, string[] arguments, bool isIdempotent, CancellationToken cancellationToken)
    {
        CommandRequest request = new(new[] { "sh", "-c", script, "sh" }.Concat(arguments).ToValueList())
        {
            Timeout = options.StepTimeout,
            IsIdempotent = isIdempotent,
        };
        return await HostCommand.RunAsync(transport, address, Id, request, cancellationToken);
    }

    private StoredResourceTag? Parse(string text)
    {
        try
        {
            _seen = string.IsNullOrWhiteSpace(text) ? null : JsonSerializer.Deserialize(text, HostJson.Default.StoredResourceTag);
            _isSeen = true;
            return _seen;
        }
        catch (JsonException failure)
        {
            throw new AgentException(
                Id,
                SshProblems.Fault(
                    $"the ownership tag cannot be read: it starts with '{TextEscaping.Escape(text)}'",
                    "check it, and remove it when the machine is not in use"
                ),
                failure
            );
        }
    }

    private AgentException CreateError(CommandResult result) =>
        new(
            Id,
            SshProblems.Fault(
                "the ownership tag cannot be stored: "
                    + $"{(result.HasTimedOut ? "it took too long" : TextEscaping.Escape(result.Error.Trim().Split('\n')[^1]))}",
                "check that its folder can be created and is writable"
            )
        );
}

/// <summary>Scripts that read and change the ownership tag on a machine.</summary>
internal static class HostScript
{
    /// <summary>Exit code: the tag differs from the expected one; the actual tag was printed.</summary>
    public const int Differs = 75;

    // $1: the folder, or empty for the default.
    private const string Folder = """
        d=$1
        [ -n "$d" ] || { [ "$(id -u)" = 0 ] && d=/var/lib/scalewright || d=$HOME/.scalewright/$(uname -n); }

        """;

    /// <summary>
    /// Shell function <c>take LOCK SECONDS</c>: waits until it can create the folder LOCK, which is below the folder
    /// <c>d</c> and removed when the script exits, and breaks a lock after some seconds. It does not count attempts,
    /// because each one takes a second where <c>sleep</c> accepts no fractions.
    /// </summary>
    public const string Lock = """
        take() {
            t=
            until mkdir "$1" 2>/dev/null; do
                { read -r u x </proc/uptime; } 2>/dev/null || u=$(date +%s)
                u=${u%%.*}
                [ "$t" ] || t=$u
                # Held for a moment only: whoever holds it for so long has been killed.
                [ $((u - t)) -lt "$2" ] || { rmdir "$1" 2>/dev/null; t=; }
                [ -d "$d" ] || mkdir -p "$d" || exit 73
                sleep 0.05 2>/dev/null || sleep 1
            done
            held=$1
            trap 'rmdir "$held" 2>/dev/null' EXIT
        }

        """;

    /// <summary>Prints a line of abilities for fault injection, then the tag, or nothing if there is no tag.</summary>
    public const string Read =
        Folder
        + """
            [ "$(id -u)" != 0 ] || printf 'root '
            PATH=$PATH:/usr/sbin:/sbin
            for c in iptables setsid; do command -v "$c" >/dev/null 2>&1 && printf '%s ' "$c"; done
            echo
            [ ! -f "$d/mark" ] || exec cat "$d/mark"
            """;

    /// <summary>Replaces tag $2 with $3 if $2 is the current tag. If $3 is empty, removes the folder.</summary>
    public const string Swap =
        Folder
        + Lock
        + """
            umask 077
            mkdir -p "$d" || exit 73
            [ -O "$d" ] || { echo "its folder belongs to someone else" >&2; exit 73; }
            take "$d/lock" 10
            c=
            [ ! -f "$d/mark" ] || c=$(cat "$d/mark")
            if [ "$c" != "$2" ]; then printf '%s\n' "$c"; exit 75; fi
            if [ -n "$3" ]; then
              printf '%s\n' "$3" >"$d/mark.new" &&
                { sync "$d/mark.new" 2>/dev/null; mv -f "$d/mark.new" "$d/mark"; } || exit 73
            else
              rm -f "$d/mark" && rm -rf "$d" || exit 73
            fi
            """;
}

/// <summary>Injects, reads and reverts faults of the node of one machine.</summary>
internal sealed class HostFault(NodeAddress address, INodeTransport transport, SshOptions options)
{
    /// <summary>Kills the agent of a node. Not idempotent: a second kill would also kill the restarted agent.</summary>
    public Task KillAsync(string node, CancellationToken cancellationToken) =>
        RunAsync(node, "kill", "", isIdempotent: false, cancellationToken);

    /// <summary>Replaces the faults injected into the node.</summary>
    /// <param name="fault">Desired faults; not empty.</param>
    /// <param name="addresses">Addresses of each blocked or degraded node.</param>
    public Task SetAsync(
        string node,
        NodeFault fault,
        IReadOnlyDictionary<string, string[]> addresses,
        CancellationToken cancellationToken
    ) => RunAsync(node, "set", FaultScriptText.Write(fault, addresses), isIdempotent: true, cancellationToken);

    /// <summary>Reverts all faults. Does nothing if there are no faults, or no agent.</summary>
    public Task RevertAsync(string node, CancellationToken cancellationToken) =>
        RunAsync(node, "heal", "", isIdempotent: true, cancellationToken);

    public async Task<NodeFault> ReadAsync(string node, CancellationToken cancellationToken) =>
        FaultScriptText.Read(await RunAsync(node, "read", "", isIdempotent: true, cancellationToken));

    /// <summary>Addresses at which other machines can reach the machine.</summary>
    public async Task<string[]> ReadAddressesAsync(string node, CancellationToken cancellationToken) =>
        (await RunAsync(node, "where", "", isIdempotent: true, cancellationToken)).Split(
            [' ', '\n'],
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>Renews the lease of the faults. Returns false if there are no faults any more.</summary>
    public async Task<bool> RenewAsync(string node, CancellationToken cancellationToken)
    {
        CommandResult result = await RequestAsync(node, "renew", "", isIdempotent: true, cancellationToken);
        return result.ExitCode != FaultScript.NoTag;
    }

    private async Task<string> RunAsync(string node, string operation, string text, bool isIdempotent, CancellationToken cancellationToken)
    {
        CommandResult result = await RequestAsync(node, operation, text, isIdempotent, cancellationToken);
        return result.Succeeded
            ? result.Output
            : throw new AgentException(
                node,
                result.ExitCode switch
                {
                    FaultScript.NoAgent => SshProblems.Fault(
                        "no agent of the node runs, so no fault can be injected",
                        "connect to the node first"
                    ),
                    FaultScript.Lacking => SshProblems.Lacking(
                        address.ToString(),
                        string.Join(", ", result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TextEscaping.Escape))
                    ),
                    _ => SshProblems.Fault(
                        $"the command {operation} failed: "
                            + $"{(result.HasTimedOut ? "it took too long" : TextEscaping.Escape(result.Error.Trim()))}",
                        "check that who logs in may signal the agent, change the packet filter and write the folders"
                    ),
                }
            );
    }

    private async Task<CommandResult> RequestAsync(
        string node,
        string operation,
        string text,
        bool isIdempotent,
        CancellationToken cancellationToken
    )
    {
        string lease = Math.Max(1, (int)Math.Ceiling(options.FaultLeasePeriod.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        ValueList<string> command =
        [
            "sh",
            "-c",
            FaultScript.Loader,
            FaultScript.Text,
            options.Folder,
            options.AgentFolder,
            node,
            operation,
            lease,
            text,
        ];
        return await HostCommand.RunAsync(
            transport,
            address,
            node,
            new CommandRequest(command) { Timeout = options.StepTimeout, IsIdempotent = isIdempotent },
            cancellationToken
        );
    }
}

/// <summary>Runs commands of the provider on a machine.</summary>
internal static class HostCommand
{
    private static readonly Retry SingleRetry = new(new RetryOptions { MaxRetryAttempts = 1, Delay = TimeSpan.Zero }, TimeProvider.System);

    /// <summary>Runs a command. An idempotent command is run again after a lost connection.</summary>
    /// <exception cref="AgentException">The machine is unreachable or refuses the request.</exception>
    public static Task<CommandResult> RunAsync(
        INodeTransport transport,
        NodeAddress address,
        string node,
        CommandRequest request,
        CancellationToken cancellationToken
    )
    {
        return SingleRetry.CallAsync(
            async token =>
            {
                await using INodeConnection connection = await transport.ConnectAsync(address, node, token);
                return await connection.RunAsync(request, token);
            },
            failure => new RetryDecision(
                request.IsIdempotent && failure is AgentException { Code: var code } && code == ProblemCode.ConnectionLost
            ),
            cancellationToken: cancellationToken
        );
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredResourceTag))]
internal sealed partial class HostJson : JsonSerializerContext;
