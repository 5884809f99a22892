using System.Security.Cryptography;
using Scalewright.Agents.Processes;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>Deploys agents to machines. Uploads each program version once and starts agents on demand.</summary>
/// <param name="transport">Connections to machines. Not disposed.</param>
/// <param name="options">Agent program and folder.</param>
public sealed class AgentDeployer(INodeTransport transport, AgentDeployerOptions options)
{
    // $1: the folder of all agents, or empty.
    private const string Find = """
        umask 077
        d=$1
        [ -n "$d" ] || { [ "$(id -u)" = 0 ] && d=/var/lib/scalewright-agent || d=$HOME/.scalewright-agent/$(uname -n); }

        """;

    // Prints the node's folder, and whether it contains program $2. $3: the node.
    private const string Prepare =
        Find
        + """
            mkdir -p "$d/nodes/$3" && [ -O "$d" ] || exit 73
            [ -x "$d/$2" ] && echo yes || echo no
            echo "$d"
            """;

    // $1: the report of a removed agent; $2: its program; $3: the folder of the node; then the command. An agent whose
    // folder was removed has exited. If its program was removed too, no process of it can report the exit.
    private const string RunInstalled = """
        [ -x "$2" ] && [ -d "$3" ] || { printf "$1"; exec cat >/dev/null; }
        shift 3
        exec "$@"
        """;

    // $2: the node. An agent exits when its socket is deleted. Another user's folder contains no agent of this user.
    private const string Remove =
        Find
        + """
            [ -O "$d" ] || { [ -e "$d/nodes/$2" ] && exit 73; exit 0; }
            rm -rf "$d/nodes/$2"
            rmdir "$d/nodes" 2>/dev/null && rm -rf "$d" || true
            """;

    // $1: the uploaded file; $2: its destination. Succeeds if an earlier attempt installed it.
    private const string Install = """
        [ -e "$1" ] || { [ -x "$2" ] && exit 0; }
        chmod 700 "$1" && mv -f "$1" "$2" || { rm -f "$1"; exit 73; }
        """;

    // A frame in octal escapes.
    private static readonly string RemovalReport = string.Concat(
        FrameBuffer
            .FromFault(FaultMessage.From(AgentProblems.Ended("the agent was removed from its machine")))
            .Bytes.ToArray()
            .Select(static octet => $"\\{Convert.ToString(octet, 8).PadLeft(3, '0')}")
    );

    /// <summary>Indicates whether a node name is valid as the name of an agent's folder.</summary>
    /// <param name="node">Name of the node.</param>
    public static bool IsValidNodeName(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Length > 0
            && node[0] is not ('.' or '-')
            && node.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
    }

    /// <summary>Connects to a machine's agent. Uploads the program and starts the agent if necessary.</summary>
    /// <param name="address">Address of the machine.</param>
    /// <param name="node">Name of its node: letters, digits, '.', '-', '_'.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The program is not usable, the machine is unreachable or refuses the agent, or
    /// another node's agent responded.</exception>
    /// <exception cref="ArgumentException">The name cannot be a folder name.</exception>
    public async Task<AgentConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        CheckName(node);
        string name = options.Check() is [var problem, ..] ? throw new AgentException(node, problem) : await HashAsync(cancellationToken);
        string folder = await PushAsync(address, node, name, cancellationToken);
        string program = $"{folder}/{name}";
        string nodeFolder = $"{folder}/nodes/{node}";
        ValueList<string> first = GetCommand(options.AllowAutoRestart ? ScalewrightAgent.Attach : ScalewrightAgent.Meet);
        ValueList<string> next = options.AllowAutoRestart
            ? first
            : ["sh", "-c", RunInstalled, "sh", RemovalReport, program, nodeFolder, .. GetCommand(ScalewrightAgent.Join)];
        bool isFirst = true;
        return await AgentConnection.OpenAsync(
            token =>
            {
                // The connection itself retries all streams but the first.
                (ValueList<string> command, RetryOptions? busyRetry) = isFirst ? (first, null) : (next, RetryOptions.None);
                isFirst = false;
                return transport.OpenProcessStreamAsync(address, command, busyRetry, token);
            },
            new AgentConnectionOptions
            {
                Node = node,
                Epoch = options.Epoch,
                SessionId = options.SessionId ?? RandomNumberGenerator.GetHexString(32, lowercase: true),
            },
            cancellationToken
        );

        ValueList<string> GetCommand(string verb) => AgentDiagnostics.Without([program, ScalewrightAgent.Word, verb, nodeFolder, node]);
    }

    /// <summary>Stops an agent and deletes its data. The last agent also removes the program. Idempotent.</summary>
    /// <param name="address">Address of the machine.</param>
    /// <param name="node">Name of its node.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The machine is unreachable or refused the request.</exception>
    /// <exception cref="ArgumentException">The name cannot be a folder name.</exception>
    public async Task RemoveAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        CheckName(node);
        await using INodeConnection connection = await transport.ConnectAsync(address, node, cancellationToken);
        await ExpectAsync(connection, ["sh", "-c", Remove, "sh", options.Folder, node], cancellationToken);
    }

    private static void CheckName(string node)
    {
        ArgumentException.ThrowIfNullOrEmpty(node);
        if (!IsValidNodeName(node))
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(node)}' cannot be the name of an agent's folder; use letters, digits, '.', '-' and '_'.",
                nameof(node)
            );
        }
    }

    private static async Task<CommandResult> ExpectAsync(
        INodeConnection connection,
        ValueList<string> command,
        CancellationToken cancellationToken
    )
    {
        CommandResult result = await connection.RunAsync(new CommandRequest(command) { IsIdempotent = true }, cancellationToken);
        return result.Succeeded
            ? result
            : throw new AgentException(
                connection.Node,
                new Problem(
                    ProblemCode.AgentCallFailed,
                    $"the folder for agents cannot be created or used: {TextEscaping.Escape(result.Error.Trim())}",
                    "check that the login user owns the folder and can create and write it"
                )
            );
    }

    private async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        await using FileStream program = File.OpenRead(options.Program);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(program, cancellationToken));
    }

    private async Task<(string Folder, bool IsThere)> PrepareAsync(
        INodeConnection connection,
        string node,
        string name,
        CancellationToken cancellationToken
    )
    {
        CommandResult prepared = await ExpectAsync(connection, ["sh", "-c", Prepare, "sh", options.Folder, name, node], cancellationToken);
        string[] lines = prepared.Output.Split('\n', 2);
        return (lines[1].TrimEnd('\n'), lines[0] == "yes");
    }

    private async Task<string> PushAsync(NodeAddress address, string node, string name, CancellationToken cancellationToken)
    {
        await using INodeConnection connection = await transport.ConnectAsync(address, node, cancellationToken);
        (string folder, bool isThere) = await PrepareAsync(connection, node, name, cancellationToken);
        if (!isThere)
        {
            // Concurrent uploads use different names. The last rename wins; all files have the same content.
            string part = $"{folder}/{name}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.new";
            await using FileStream program = File.OpenRead(options.Program);
            await connection.PutFileAsync(part, program, cancellationToken);
            await ExpectAsync(connection, ["sh", "-c", Install, "sh", part, $"{folder}/{name}"], cancellationToken);
        }

        return folder;
    }
}
