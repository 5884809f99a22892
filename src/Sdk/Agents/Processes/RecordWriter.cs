namespace Scalewright.Agents.Processes;

/// <summary>Splits a byte stream into records: one per line, several for a line that is too long.</summary>
internal sealed class RecordWriter(int maxBytes, RecordSink sink, Action flush) : IDisposable
{
    private byte[] _buffer = [];
    private int _count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            Accumulate(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
            {
                break;
            }

            Emit(_count, isWhole: true);
            bytes = bytes[(end + 1)..];
        }

        flush();
    }

    public void Dispose()
    {
        if (_count > 0)
        {
            Emit(_count, isWhole: true);
            flush();
        }
    }

    private void Accumulate(ReadOnlySpan<byte> bytes)
    {
        while (_count + bytes.Length > maxBytes)
        {
            int free = maxBytes - _count;
            Append(bytes[..free]);
            bytes = bytes[free..];
            Emit(FindSplit(), isWhole: false);
        }

        Append(bytes);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_count + bytes.Length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(maxBytes, Math.Max(_count + bytes.Length, _buffer.Length * 2)));
        }

        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += bytes.Length;
    }

    // Does not split UTF-8 characters, which have at most three bytes after the first. Other data is cut anywhere.
    private int FindSplit()
    {
        for (int back = 1; back <= 4; back++)
        {
            byte first = _buffer[_count - back];
            if ((first & 0xC0) != 0x80)
            {
                int length = first switch
                {
                    < 0xC0 => 1,
                    < 0xE0 => 2,
                    < 0xF0 => 3,
                    _ => 4,
                };
                return length > back ? _count - back : _count;
            }
        }

        return _count;
    }

    private void Emit(int count, bool isWhole)
    {
        sink(_buffer.AsSpan(0, count), isWhole);
        _buffer.AsSpan(count, _count - count).CopyTo(_buffer);
        _count -= count;
    }
}

/// <summary>Receives a record without its line end, and whether it ends the line.</summary>
internal delegate void RecordSink(ReadOnlySpan<byte> text, bool isWhole);
