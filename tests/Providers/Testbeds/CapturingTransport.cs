namespace Testbeds.Tests;

/// <summary>Transport that records the requested addresses and never connects.</summary>
internal sealed class CapturingTransport : INodeTransport
{
    public List<string> Asked { get; } = [];

    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        Asked.Add(address.ToString());
        throw new AgentException(node, new Problem(ProblemCode.ConnectionLost, "nobody is there", "ask elsewhere"));
    }

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    ) => throw new InvalidOperationException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
