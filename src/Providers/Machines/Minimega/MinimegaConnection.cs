namespace Scalewright.Providers.Minimega;

/// <summary>Connection that splits the server's output into top-level JSON objects.</summary>
internal sealed class MinimegaConnection(Stream stream) : IAsyncDisposable
{
    private readonly byte[] _block = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Connects to a socket.</summary>
    /// <exception cref="SocketException">No server listens on it.</exception>
    /// <exception cref="ArgumentException">The path is too long for a socket.</exception>
    public static async Task<MinimegaConnection> OpenAsync(string path, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new MinimegaConnection(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        stream.WriteAsync(bytes, cancellationToken);

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>Reads the bytes of the next object.</summary>
    /// <param name="maxBytes">Maximum size of the object.</param>
    /// <exception cref="EndOfStreamException">The stream ended before the object was complete.</exception>
    /// <exception cref="FormatException">The next value is not an object.</exception>
    /// <exception cref="ReplySizeException">The object is larger than allowed.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadNextAsync(int maxBytes, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> value = new();
        ObjectEnd end = default;
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await stream.ReadAsync(_block, cancellationToken));
                if (_end <= 0)
                {
                    throw new EndOfStreamException(value.WrittenCount == 0 ? "no response" : "the response is truncated");
                }
            }

            int used = end.Scan(_block.AsSpan(_start.._end));
            value.Write(_block.AsSpan(_start, used));
            _start += used;
            if (value.WrittenCount > maxBytes)
            {
                throw new ReplySizeException();
            }

            if (end.Complete)
            {
                return value.WrittenMemory;
            }
        }
    }

    /// <summary>True if there are unread bytes after the last object.</summary>
    public bool HasRest => _block.AsSpan(_start.._end).IndexOfAnyExcept(" \n\r\t"u8) >= 0;

    private struct ObjectEnd
    {
        private int _depth;
        private bool _inText;
        private bool _escaped;

        public bool Complete { get; private set; }

        public int Scan(ReadOnlySpan<byte> bytes)
        {
            for (int index = 0; index < bytes.Length; index++)
            {
                Step(bytes[index]);
                if (Complete)
                {
                    return index + 1;
                }
            }

            return bytes.Length;
        }

        private void Step(byte character)
        {
            if (_inText)
            {
                (_inText, _escaped) = (_escaped || character != '"', !_escaped && character == '\\');
                return;
            }

            if (_depth == 0 && character is not ((byte)'{' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                throw new FormatException(
                    $"not a JSON object but begins with '{TextEscaping.Escape(Encoding.Latin1.GetString([character]))}'"
                );
            }

            _inText = character == '"';
            _depth += character switch
            {
                (byte)'{' or (byte)'[' => 1,
                (byte)'}' or (byte)']' => -1,
                _ => 0,
            };
            Complete = character == '}' && _depth == 0;
        }
    }
}

/// <summary>A message is larger than allowed. Never thrown outside the client.</summary>
internal sealed class ReplySizeException : IOException;
