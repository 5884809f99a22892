namespace Benchmarks.Calls;

internal sealed class Echo : IEcho
{
    public Task<string> EchoAsync(string text, CancellationToken cancellationToken) => Task.FromResult(text);
}
