namespace Scalewright.Providers.Ssh.Shell;

/// <summary>Splits a stream into the output of commands and the records of the shell between them.</summary>
/// <param name="secret">Number with which a record starts, after a zero character.</param>
/// <param name="write">Receives the output of a command.</param>
internal sealed class MarkedStream(string secret, Action<ReadOnlySpan<byte>> write, Action<string[]> onRecord)
{
    private const int MaxRecordBytes = 512;
    private const int ReadBytes = 32 * 1024;

    private readonly byte[] _mark = Encoding.ASCII.GetBytes($"\0{secret} ");
    private readonly byte[] _held = new byte[ReadBytes + MaxRecordBytes + 64];
    private int _count;

    /// <summary>Buffer for the next bytes.</summary>
    public Memory<byte> Room => _held.AsMemory(_count);

    /// <summary>Processes bytes that were written to the buffer.</summary>
    public void Take(int count)
    {
        _count += count;
        int at = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = _held.AsSpan(at, _count - at);
            int mark = rest.IndexOf(_mark);
            if (mark < 0)
            {
                int kept = EndOfMark(rest);
                Write(rest[..^kept]);
                Keep(_count - kept);
                return;
            }

            Write(rest[..mark]);
            at += mark;
            ReadOnlySpan<byte> record = _held.AsSpan(at + _mark.Length, _count - at - _mark.Length);
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
            at += _mark.Length + end + 1;
        }
    }

    /// <summary>Length of the suffix that may be the start of a mark.</summary>
    private int EndOfMark(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> last = bytes.Length < _mark.Length ? bytes : bytes[^(_mark.Length - 1)..];
        int zero;
        while ((zero = last.IndexOf((byte)0)) >= 0)
        {
            last = last[zero..];
            if (_mark.AsSpan().StartsWith(last))
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
        _held.AsSpan(from, _count - from).CopyTo(_held);
        _count -= from;
    }
}
