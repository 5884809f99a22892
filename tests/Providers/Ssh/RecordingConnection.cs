using Scalewright.Agents;

namespace Ssh.Tests;

/// <summary>A connection of which every call that changes the machine is reported.</summary>
internal sealed class RecordingConnection(INodeConnection inner, Action changed) : INodeConnection
{
    private static readonly string[] Changing = ["mkdir", "mv ", "rm ", "rmdir", "kill", "setsid"];

    public string Node => inner.Node;

    public string BootId => inner.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        // A program whose presence is asked for is not run.
        string text = string.Join(' ', request.Words).Replace("for c in iptables setsid", "", StringComparison.Ordinal);
        if (Changing.Any(word => text.Contains(word, StringComparison.Ordinal)))
        {
            changed();
        }

        return inner.RunAsync(request, cancellationToken);
    }

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        changed();
        return inner.PutFileAsync(path, content, cancellationToken);
    }

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        inner.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => inner.PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
