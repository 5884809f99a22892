using Scalewright;
using Scalewright.Agents;

namespace Ssh.Tests;

/// <summary>Counts what changes a machine: everything but a command that neither makes, moves nor removes anything.</summary>
internal sealed class RecordingTransport(INodeTransport inner) : INodeTransport
{
    private int _changeCount;

    public int ChangeCount => Volatile.Read(ref _changeCount);

    public async Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        new RecordingConnection(await inner.ConnectAsync(address, node, cancellationToken), Add);

    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default)
    {
        Add();
        return inner.OpenAsync(address, words, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Add() => Interlocked.Increment(ref _changeCount);
}
