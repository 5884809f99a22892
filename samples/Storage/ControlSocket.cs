using System.Net.Sockets;

namespace StorageSample;

/// <summary>Connects <c>power</c> and <c>status</c> to a running simulator over a socket in its folder.</summary>
internal sealed class ControlSocket : IAsyncDisposable
{
    // The name of a socket has up to 108 bytes including the zero byte after it (unix(7)).
    private const int MaxPathLength = 107;
    private static readonly TimeSpan LineMax = TimeSpan.FromSeconds(10);
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _path;
    private readonly Task _serving;

    public ControlSocket(string config, Func<string[], Task<string>> answer)
    {
        _path = PathIn(config);
        File.Delete(_path);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _listener.Listen();
        _serving = ServeAsync(answer);
    }

    /// <summary>Sends a request to the simulator of a folder; null if none is running.</summary>
    public static async Task<string?> AskAsync(string config, string[] words, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(PathIn(config)), cancellationToken);
        }
        catch (SocketException)
        {
            return null;
        }

        await using NetworkStream stream = new(socket);
        await using StreamWriter writer = new(stream);
        using StreamReader reader = new(stream);
        await writer.WriteLineAsync(string.Join(' ', words).AsMemory(), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <exception cref="SimulatorException">The path of the folder's socket would be too long.</exception>
    public static void CheckPath(string config) => _ = PathIn(config);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        File.Delete(_path);
        _stop.Dispose();
    }

    private static string PathIn(string config)
    {
        string path = Path.Combine(config, "control.sock");
        return System.Text.Encoding.UTF8.GetByteCount(path) <= MaxPathLength
            ? path
            : throw new SimulatorException($"--config {config}: the path of its socket is longer than {MaxPathLength} bytes; give a shorter one, or one from the working folder");
    }

    private async Task ServeAsync(Func<string[], Task<string>> answer)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                using Socket socket = await _listener.AcceptAsync(_stop.Token);
                await AnswerAsync(socket, answer);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The simulator is stopping.
        }
    }

    private async Task AnswerAsync(Socket socket, Func<string[], Task<string>> answer)
    {
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(LineMax);
            await using NetworkStream stream = new(socket);
            using StreamReader reader = new(stream);
            await using StreamWriter writer = new(stream);
            string line = await reader.ReadLineAsync(limit.Token) ?? "";
            await writer.WriteAsync((await answer(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).AsMemory(), _stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The client has disconnected or has sent no request. Serve the next one.
        }
    }
}
