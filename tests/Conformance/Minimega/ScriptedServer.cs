using System.Net.Sockets;
using System.Text;

namespace Conformance.Minimega;

/// <summary>Answers each request with recorded lines, whatever it is.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <summary>Starts listening.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="script">For each request the lines to send; null hangs up.</param>
    public ScriptedServer(string path, IEnumerable<IReadOnlyList<string>?> script)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _serving = ServeAsync(new(script));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Queue<IReadOnlyList<string>?> script)
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptAsync(_stop.Token);
                await ServeAsync(socket, script);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, Queue<IReadOnlyList<string>?> script)
    {
        await using NetworkStream stream = new(socket);
        using StreamReader reader = new(stream);
        while (await reader.ReadLineAsync(_stop.Token) is not null && script.TryDequeue(out IReadOnlyList<string>? lines) && lines is not null)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), _stop.Token);
        }
    }
}
