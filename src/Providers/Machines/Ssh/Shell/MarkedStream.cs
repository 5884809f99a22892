namespace Scalewright.Providers.Ssh.Shell;

/// <summary>Splits a stream into the output of commands and the records of the shell between them.</summary>
/// <param name="secret">Number with which a record starts, after a zero character.</param>
/// <param name="write">Receives the output of a command.</param>
internal sealed class MarkedStream(string secret, Action<ReadOnlySpan<byte>> write, Action<string[]> onRecord)
{
    private const int MaxRecordBytes = 512;
    private const int ReadBytes = 32 * 1024;

    private readonly byte[] _marker = Encoding.ASCII.GetBytes($"\0{secret} ");
    private readonly byte[] _buffer = new byte[ReadBytes + MaxRecordBytes + 64];
    private int _count;

    /// <summary>Buffer for the next bytes.</summary>
    public Memory<byte> Buffer => _buffer.AsMemory(_count);

    /// <summary>Processes bytes that were written to the buffer.</summary>
    public void Process(int count)
    {
        _count += count;
        int at = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(at, _count - at);
            int markerAt = rest.IndexOf(_marker);
            if (markerAt < 0)
            {
                int kept = MatchMarkerPrefix(rest);
                Write(rest[..^kept]);
                Keep(_count - kept);
                return;
            }

            Write(rest[..markerAt]);
            at += markerAt;
            ReadOnlySpan<byte> record = _buffer.AsSpan(at + _marker.Length, _count - at - _marker.Length);
            int end = record.IndexOf((byte)'\n');
            if (end < 0 && record.Length <= MaxRecordBytes)
            {
                Keep(at);
                return;
            }

            if (end < 0)
            {
                throw new InvalidDataException("a record of the remote shell has no end");
            }

            onRecord(Encoding.ASCII.GetString(record[..end]).Split(' '));
            at += _marker.Length + end + 1;
        }
    }

    /// <summary>Length of the suffix that may be the start of a mark.</summary>
    private int MatchMarkerPrefix(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> last = bytes.Length < _marker.Length ? bytes : bytes[^(_marker.Length - 1)..];
        int zero;
        while ((zero = last.IndexOf((byte)0)) >= 0)
        {
            last = last[zero..];
            if (_marker.AsSpan().StartsWith(last))
            {
                return last.Length;
            }

            last = last[1..];
        }

        return 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            write(bytes);
        }
    }

    private void Keep(int from)
    {
        _buffer.AsSpan(from, _count - from).CopyTo(_buffer);
        _count -= from;
    }
}
