namespace Scalewright.Providers.Slurm.Steps;

/// <summary>The way into one node for whoever puts an agent there.</summary>
internal sealed class StepEntrance(StepRunner runner) : INodeTransport
{
    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) => Task.FromResult<INodeConnection>(new StepConnection(runner));

    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default) => runner.OpenAsync(words, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
