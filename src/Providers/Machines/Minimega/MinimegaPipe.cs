namespace Scalewright.Providers.Minimega;

/// <summary>A connection to a named pipe of the server: whatever anybody writes to the pipe is read by everybody on it, the writer too.</summary>
internal sealed class MinimegaPipe : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private MinimegaPipe(NetworkStream stream) => (_stream, _reader) = (stream, new StreamReader(stream, Encoding.UTF8));

    /// <summary>Joins a pipe. The server does not acknowledge it: what others write at once may be missed.</summary>
    /// <param name="name">Name of the pipe with its namespace, as in <c>wind//updates</c>.</param>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<MinimegaPipe> JoinAsync(string path, string name, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            MinimegaPipe pipe = new(new NetworkStream(socket, ownsSocket: true));
            await pipe.SendAsync($"{{\"PlumbPipe\":{MinimegaJson.Write(name)}}}\n", cancellationToken);
            return pipe;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Writes a message.</summary>
    /// <param name="text">The message; the server adds a newline where there is none at its end.</param>
    /// <exception cref="IOException">The connection ended.</exception>
    public Task WriteAsync(string text, CancellationToken cancellationToken) => SendAsync(MinimegaJson.Write(text) + "\n", cancellationToken);

    /// <summary>Reads the next message.</summary>
    /// <returns>The message without its newline; null when the connection ended.</returns>
    /// <exception cref="IOException">The connection broke, or the server sent something else.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        // The server writes each message as one JSON text in a line of its own.
        if (await _reader.ReadLineAsync(cancellationToken) is not { } line)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.GetString()?.TrimEnd('\n');
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IOException($"the pipe has '{Printable.Escape(line[..Math.Min(line.Length, 80)])}' where a message was expected", e);
        }
    }

    /// <summary>Reads and drops everything until the connection ends: a reader that does not read holds up the server.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        byte[] block = new byte[16 * 1024];
        try
        {
            while (await _stream.ReadAsync(block, cancellationToken) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever writes finds out.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _reader.Dispose();
    }

    private async Task SendAsync(string line, CancellationToken cancellationToken) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);
}
