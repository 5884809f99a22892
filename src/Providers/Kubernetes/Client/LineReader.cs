namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Reads lines of a limited size from a stream.</summary>
/// <param name="stream">The stream; not disposed.</param>
/// <param name="maxBytes">Maximum number of bytes per line.</param>
internal sealed class LineReader(Stream stream, int maxBytes)
{
    private const int PieceSize = 16 * 1024;
    private byte[] _bytes = new byte[PieceSize];
    private int _start;
    private int _seen;
    private int _end;

    /// <summary>
    /// Reads the next line without its line break; null at the end. The result is valid until the next call.
    /// </summary>
    /// <exception cref="ApiException">The line is larger than the limit.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int index = _bytes.AsSpan(_seen, _end - _seen).IndexOf((byte)'\n');
            if (index >= 0)
            {
                ReadOnlyMemory<byte> line = _bytes.AsMemory(_start, _seen + index - _start);
                _start = _seen = _seen + index + 1;
                return line;
            }

            _seen = _end;
            if (_end - _start > maxBytes)
            {
                throw new ApiException(
                    200,
                    ApiException.NonsenseReason,
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a line of the watch has more than {maxBytes} bytes")
                );
            }

            MakeSpace();
            int count = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                return null;
            }

            _end += count;
        }
    }

    private void MakeSpace()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_seen, _end, _start) = (_seen - _start, _end - _start, 0);
        }

        if (_end == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }
    }
}
