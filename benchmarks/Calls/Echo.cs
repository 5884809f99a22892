namespace Benchmarks.Calls;

/// <summary>What answers.</summary>
internal sealed class Echo : IEcho
{
    public Task<string> EchoAsync(string text, CancellationToken cancellationToken) => Task.FromResult(text);
}
