namespace Scalewright.Providers.Minimega;

/// <summary>
/// Connection to a named pipe of the server. Every message written to the pipe is read by all of its readers, including
/// the writer.
/// </summary>
internal sealed class MinimegaPipe : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private MinimegaPipe(NetworkStream stream) => (_stream, _reader) = (stream, new StreamReader(stream, Encoding.UTF8));

    /// <summary>Joins a pipe. The server does not acknowledge this, so the first messages may be missed.</summary>
    /// <param name="name">Name of the pipe with its namespace, for example <c>wind//updates</c>.</param>
    /// <exception cref="SocketException">No server listens on the socket.</exception>
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

    /// <summary>Writes a message. The server adds a trailing newline if it is missing.</summary>
    /// <exception cref="IOException">The connection ended.</exception>
    public Task WriteAsync(string text, CancellationToken cancellationToken) =>
        SendAsync(MinimegaJson.Write(text) + "\n", cancellationToken);

    /// <summary>Reads the next message without its newline; null if the connection ended.</summary>
    /// <exception cref="IOException">The connection failed, or the server sent an invalid message.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        // The server writes each message as one JSON string on a line.
        if (await _reader.ReadLineAsync(cancellationToken) is not { } line)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.GetString()?.TrimEnd('\n');
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new IOException(
                $"the pipe has '{TextEscaping.Escape(line[..Math.Min(line.Length, 80)])}' where a message was expected",
                exception
            );
        }
    }

    /// <summary>
    /// Reads and discards all messages until the connection ends, because a reader that does not read blocks the
    /// server.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        byte[] block = new byte[16 * 1024];
        try
        {
            while (await _stream.ReadAsync(block, cancellationToken) > 0)
            {
                // The message is discarded.
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The writer of the pipe detects the failure.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _reader.Dispose();
    }

    private async Task SendAsync(string line, CancellationToken cancellationToken) =>
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);
}
