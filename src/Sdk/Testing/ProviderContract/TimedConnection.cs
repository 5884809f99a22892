using Scalewright.Agents;

namespace ProviderContracts;

/// <summary>A way into a node, of which no answer is waited for without end either.</summary>
internal sealed class TimedConnection(INodeConnection node, TimedPlace timed, TimeLimit limit) : INodeConnection
{
    private const string Nothing = "no answer";

    public string Node => node.Node;

    public string BootId => node.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        timed.AnswerAsync(node.RunAsync(request, cancellationToken), limit, $"the end of '{string.Join(' ', request.Words)}' on {Node}", () => Nothing);

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        timed.AnswerAsync(PutAsync(path, content, cancellationToken), limit, $"PutFileAsync of {path} to {Node}", () => Nothing);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        timed.AnswerAsync(node.GetFileAsync(path, destination, cancellationToken), limit, $"GetFileAsync of {path} from {Node}", () => Nothing);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) =>
        timed.AnswerAsync(node.PingAsync(cancellationToken), limit, $"PingAsync of {Node}", () => Nothing);

    public ValueTask DisposeAsync() => node.DisposeAsync();

    private async Task<bool> PutAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        await node.PutFileAsync(path, content, cancellationToken);
        return true;
    }
}
