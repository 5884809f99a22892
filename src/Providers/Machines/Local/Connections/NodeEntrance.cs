using System.Diagnostics;
using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;
using Scalewright.Streams;

namespace Scalewright.Providers.Local.Connections;

/// <summary>The way into one node for whoever puts an agent there.</summary>
internal sealed class NodeEntrance(string id, LocalNode node, string files, INodeIsolation isolation, Func<CancellationToken, Task<INodeConnection>> connect) : INodeTransport
{
    // In a session of its own: what interrupts this program lets it end its connections in order. What goes wrong is told over the stream.
    private const string Start = "exec setsid \"$@\" 2>/dev/null";

    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) => connect(cancellationToken);

    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default)
    {
        ValueList<string> entered = isolation.Enter(id, node, ["/bin/sh", "-c", Start, "sh", .. words]);
        ProcessStartInfo start = new(entered[0], entered.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = files };
        foreach ((string name, string value) in NodePrograms.VariablesOf(id, node))
        {
            start.Environment[name] = value;
        }

        return Task.FromResult<Stream>(new ProgramStream(Process.Start(start)!));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
