using System.Security.Cryptography;
using Scalewright.Agents.Processes;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>Puts agents on machines: pushed once for each content, started when they are needed, removed at the end.</summary>
/// <param name="transport">The way into machines; stays the caller's.</param>
/// <param name="options">What agent, and where.</param>
public sealed class AgentDeployment(INodeTransport transport, AgentDeploymentOptions options)
{
    // $1: the folder of all, or nothing.
    private const string Find = """
        umask 077
        d=$1
        [ -n "$d" ] || { [ "$(id -u)" = 0 ] && d=/var/lib/scalewright-agent || d=$HOME/.scalewright-agent/$(uname -n); }

        """;

    // Prints the folder of the node, and whether the program $2 is in it. $3: the node.
    private const string Prepare = Find + """
        mkdir -p "$d/nodes/$3" && [ -O "$d" ] || exit 73
        [ -x "$d/$2" ] && echo yes || echo no
        echo "$d"
        """;

    // $1: the program; $2: the folder of the node.
    private const string Look = "[ -x \"$1\" ] && [ -d \"$2\" ]";

    // $2: the node. An agent ends by itself when its socket is gone. A folder of somebody else has none of our agents.
    private const string Remove = Find + """
        [ -O "$d" ] || { [ -e "$d/nodes/$2" ] && exit 73; exit 0; }
        rm -rf "$d/nodes/$2"
        rmdir "$d/nodes" 2>/dev/null && rm -rf "$d" || true
        """;

    // $1: what was pushed; $2: its place. Done when an earlier attempt did it.
    private const string Install = """
        [ -e "$1" ] || { [ -x "$2" ] && exit 0; }
        chmod 700 "$1" && mv -f "$1" "$2" || { rm -f "$1"; exit 73; }
        """;

    /// <summary>Whether there may be an agent of a node of this name: it becomes a folder on the machine.</summary>
    /// <param name="node">The name.</param>
    public static bool CanServe(string node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Length > 0 && node[0] is not ('.' or '-') && node.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
    }

    /// <summary>Opens a connection to a machine's agent. What is missing on the way is done: the program is pushed, the agent started.</summary>
    /// <param name="address">The machine.</param>
    /// <param name="node">The name of its node: letters, digits, '.', '-', '_'.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">The program cannot be one, the machine cannot be reached, takes no agent, or another node's answers.</exception>
    /// <exception cref="ArgumentException">The name cannot be a folder's.</exception>
    public async Task<AgentConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        CheckName(node);
        string name = options.Check() is [var problem, ..] ? throw new AgentException(node, problem) : await HashAsync(cancellationToken);
        string folder = await PushAsync(address, node, name, cancellationToken);
        string program = $"{folder}/{name}";
        string place = $"{folder}/nodes/{node}";
        bool isFirst = true;
        return await AgentConnection.OpenAsync(
            async token =>
            {
                string verb = options.StartsAgain ? ScalewrightAgent.Attach : isFirst ? ScalewrightAgent.Meet : ScalewrightAgent.Join;
                isFirst = false;
                await (verb == ScalewrightAgent.Join ? ExpectThereAsync(address, node, program, place, token) : Task.CompletedTask);
                return await transport.OpenAsync(address, AgentDiagnostics.Without([program, ScalewrightAgent.Word, verb, place, node]), token);
            },
            new AgentConnectionOptions { Node = node, Epoch = options.Epoch, Session = options.Session ?? RandomNumberGenerator.GetHexString(32, lowercase: true) },
            cancellationToken);
    }

    /// <summary>Ends a node's agent and removes what it had; the program, too, with the last of a machine. Done when there is none.</summary>
    /// <param name="address">The machine.</param>
    /// <param name="node">The name of its node.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">The machine cannot be reached, or refuses.</exception>
    /// <exception cref="ArgumentException">The name cannot be a folder's.</exception>
    public async Task RemoveAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        CheckName(node);
        await using INodeConnection connection = await transport.ConnectAsync(address, node, cancellationToken);
        await ExpectAsync(connection, ["sh", "-c", Remove, "sh", options.Folder, node], cancellationToken);
    }

    private static void CheckName(string node)
    {
        ArgumentException.ThrowIfNullOrEmpty(node);
        if (!CanServe(node))
        {
            throw new ArgumentException($"'{Printable.Escape(node)}' cannot be the name of an agent's folder; use letters, digits, '.', '-' and '_'.", nameof(node));
        }
    }

    private static async Task<CommandResult> ExpectAsync(INodeConnection connection, ValueList<string> words, CancellationToken cancellationToken)
    {
        CommandResult result = await connection.RunAsync(new CommandRequest(words) { IsRepeatable = true }, cancellationToken);
        return result.Succeeded
            ? result
            : throw new AgentException(connection.Node, new Problem(
                ProblemCode.AgentFault, $"the folder for agents cannot be kept: {Printable.Escape(result.Error.Trim())}", "see that it can be made and written, and belongs to who logs in"));
    }

    // An agent whose folder was removed ends; without its program there is nobody to say so.
    private async Task ExpectThereAsync(NodeAddress address, string node, string program, string place, CancellationToken cancellationToken)
    {
        await using INodeConnection connection = await transport.ConnectAsync(address, node, cancellationToken);
        CommandResult found = await connection.RunAsync(new CommandRequest(["sh", "-c", Look, "sh", program, place]) { IsRepeatable = true }, cancellationToken);
        if (found.ExitCode == 1)
        {
            throw new AgentException(node, AgentProblems.Ended("the agent was removed from its machine"));
        }
    }

    private async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        await using FileStream program = File.OpenRead(options.Program);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(program, cancellationToken));
    }

    private async Task<(string Folder, bool IsThere)> PrepareAsync(INodeConnection connection, string node, string name, CancellationToken cancellationToken)
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
            // Several may push at once, each under a name of its own; the last one stays, and all are the same.
            string part = $"{folder}/{name}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.new";
            await using FileStream program = File.OpenRead(options.Program);
            await connection.PutFileAsync(part, program, cancellationToken);
            await ExpectAsync(connection, ["sh", "-c", Install, "sh", part, $"{folder}/{name}"], cancellationToken);
        }

        return folder;
    }
}
