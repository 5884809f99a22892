using Scalewright;
using Scalewright.Agents;

namespace Ssh.Tests;

/// <summary>Machines that are folders of this one: commands run there, and nobody logs in.</summary>
/// <param name="root">The folder of the folders.</param>
/// <param name="dead">Machines that cannot be reached.</param>
internal sealed class FolderTransport(string root, params string[] dead) : INodeTransport
{
    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        string machine = address.Host;
        return dead.Contains(machine, StringComparer.Ordinal)
            ? throw new AgentException(node, new Problem(ProblemCode.ConnectionLost, $"{machine}: No route to host", "see that it runs"))
            : Task.FromResult<INodeConnection>(new FolderConnection(node, Directory.CreateDirectory(Path.Combine(root, address.ToString())).FullName));
    }

    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default) => throw new NotSupportedException("No test starts an agent there.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
