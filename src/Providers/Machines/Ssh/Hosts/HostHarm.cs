using System.Globalization;
using Scalewright.Agents;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>Does harm to the node of one machine, reads what was done, and undoes it.</summary>
internal sealed class HostHarm(NodeAddress address, INodeTransport transport, SshProviderOptions options)
{
    /// <summary>Done or not at all: a second kill would strike the agent that came after the first.</summary>
    public Task KillAsync(string node, CancellationToken cancellationToken) => RunAsync(node, "kill", "", isRepeatable: false, cancellationToken);

    /// <summary>Does this harm in place of all that was done before.</summary>
    /// <param name="node">The node.</param>
    /// <param name="harm">What shall be; not nothing.</param>
    /// <param name="addresses">The addresses of each node that it does not hear, or hears badly.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
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
