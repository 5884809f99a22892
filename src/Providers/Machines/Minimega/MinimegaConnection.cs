namespace Scalewright.Providers.Minimega;

/// <summary>A connection; cuts what the server sends into top-level JSON objects by their syntax; each byte is looked at once.</summary>
internal sealed class MinimegaConnection(Stream stream) : IAsyncDisposable
{
    private readonly byte[] _block = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Connects to a socket.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
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

    /// <summary>Sends bytes to the server.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>The bytes of the next object.</summary>
    /// <param name="bytesMax">The most it may take.</param>
    /// <exception cref="EndOfStreamException">The stream ended first.</exception>
    /// <exception cref="FormatException">Something else than an object begins.</exception>
    /// <exception cref="ReplySizeException">The object is longer than allowed.</exception>
    public async Task<ReadOnlyMemory<byte>> NextAsync(int bytesMax, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> value = new();
        ObjectEnd end = default;
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await stream.ReadAsync(_block, cancellationToken));
                _ = _end > 0 ? 0 : throw new EndOfStreamException(value.WrittenCount == 0 ? "no answer" : "the answer is cut off");
            }

            int used = end.Scan(_block.AsSpan(_start.._end));
            value.Write(_block.AsSpan(_start, used));
            _start += used;
            if (value.WrittenCount > bytesMax)
            {
                throw new ReplySizeException();
            }

            if (end.Complete)
            {
                return value.WrittenMemory;
            }
        }
    }

    /// <summary>True when bytes are left that nobody asked for.</summary>
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
                throw new FormatException($"no JSON object but begins with '{Printable.Escape(Encoding.Latin1.GetString([character]))}'");
            }

            _inText = character == '"';
            _depth += character is (byte)'{' or (byte)'[' ? 1 : character is (byte)'}' or (byte)']' ? -1 : 0;
            Complete = character == '}' && _depth == 0;
        }
    }
}

/// <summary>A message is longer than allowed; never leaves the client.</summary>
internal sealed class ReplySizeException : IOException;
