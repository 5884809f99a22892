namespace Scalewright.Providers.Ssh.Files;

/// <summary>Reads what a machine prints piece by piece, none of it larger than is expected.</summary>
internal sealed class ListReader(Stream stream)
{
    private readonly byte[] _bytes = new byte[64 * 1024];
    private int _at;
    private int _end;

    /// <summary>What comes before the next byte of this value, which is taken as well.</summary>
    /// <exception cref="EndOfStreamException">It ends before.</exception>
    /// <exception cref="InvalidDataException">It is longer than it may be.</exception>
    public async ValueTask<byte[]> ReadUntilAsync(byte end, int bytesMax, CancellationToken cancellationToken)
    {
        int known = 0;
        while (true)
        {
            int found = _bytes.AsSpan(_at + known, _end - _at - known).IndexOf(end);
            int length = found < 0 ? _end - _at : known + found;
            if (length > bytesMax)
            {
                throw new InvalidDataException($"a name or a line of it is longer than {bytesMax} bytes");
            }

            if (found >= 0)
            {
                byte[] taken = _bytes.AsSpan(_at, length).ToArray();
                _at += length + 1;
                return taken;
            }

            known = length;
            await FillAsync(cancellationToken);
        }
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="EndOfStreamException">It ends before.</exception>
    public async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _at < count)
        {
            await FillAsync(cancellationToken);
        }

        _at += count;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _bytes.AsSpan(_at, _end - _at).CopyTo(_bytes);
        (_at, _end) = (0, _end - _at);
        int count = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        _end += count > 0 ? count : throw new EndOfStreamException("it ends too early");
    }
}
