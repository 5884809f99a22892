using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.Processes;

namespace Vagrant.Tests;

/// <summary>A way into machines that are all this one.</summary>
internal sealed class ThisMachine : INodeTransport
{
    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) => Task.FromResult<INodeConnection>(new Connection(node));

    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default) => throw new NotSupportedException("No test starts an agent there.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Connection(string node) : INodeConnection
    {
        public string Node => node;

        public string BootId => "always";

        public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) => await LocalCommands.RunAsync(request, cancellationToken) with { Node = node };

        public async Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
        {
            await using FileStream file = File.Create(path);
            await content.CopyToAsync(file, cancellationToken);
        }

        public async Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
        {
            await using FileStream file = File.OpenRead(path);
            await file.CopyToAsync(destination, cancellationToken);
            return file.Length;
        }

        public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => Task.FromResult(TimeSpan.Zero);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
