using Scalewright.Agents;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>Stops, lets go on and kills the agent of a node and all that it started.</summary>
internal sealed class HostHarm(NodeAddress address, INodeTransport transport, SshProviderOptions options)
{
    private const string Kill = "kill";

    public Task KillAsync(string node, CancellationToken cancellationToken) => RunAsync(node, Kill, cancellationToken);

    public Task PauseAsync(string node, CancellationToken cancellationToken) => RunAsync(node, "pause", cancellationToken);

    /// <summary>Done when it goes on already, or there is no agent.</summary>
    public Task ResumeAsync(string node, CancellationToken cancellationToken) => RunAsync(node, "resume", cancellationToken);

    public async Task<bool> IsPausedAsync(string node, CancellationToken cancellationToken) => (await RunAsync(node, "read", cancellationToken)).Trim() == HarmScript.Paused;

    private async Task<string> RunAsync(string node, string what, CancellationToken cancellationToken)
    {
        await using INodeConnection connection = await transport.ConnectAsync(address, node, cancellationToken);
        // A second kill would strike the agent that came after the first.
        bool isRepeatable = what != Kill;
        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", HarmScript.Text, "sh", options.Agent?.Folder ?? "", node, what]) { Deadline = options.StepDeadline, IsRepeatable = isRepeatable }, cancellationToken);
        return result.Succeeded ? result.Output : throw new AgentException(node, result.ExitCode == HarmScript.NoAgent
            ? SshProblems.Fault("no agent of the node runs, so that there is nothing to harm", "connect to the node first")
            : SshProblems.Fault($"its agent cannot be told to {what}: {Printable.Escape(result.Error.Trim())}", "see that who logs in may signal the agent"));
    }
}
