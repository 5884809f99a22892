namespace Scalewright.Journals;

/// <summary>A part of a file in memory. Moves forward as records are asked for; grows only for a record that is in the file.</summary>
internal sealed class FileWindow(IFile file, int windowLength)
{
    private byte[] _bytes = new byte[(int)Math.Min(windowLength, file.Length)];
    private long _start;
    private int _count;

    public long FileLength { get; } = file.Length;

    /// <summary>Reads the record that starts at an offset.</summary>
    public RecordSight ReadRecord(long offset, out JournalRecord record)
    {
        ReadOnlySpan<byte> bytes = View(offset, RecordFormat.PrefixLength);
        RecordSight sight = RecordFormat.Read(bytes, out record, out int lineLength);
        if (sight == RecordSight.Short && lineLength > bytes.Length && offset + lineLength <= FileLength)
        {
            sight = RecordFormat.Read(View(offset, lineLength), out record, out lineLength);
        }

        if (sight == RecordSight.Whole)
        {
            int jsonAt = (int)(offset - _start) + RecordFormat.PrefixLength;
            record = record with { Json = _bytes.AsMemory(jsonAt, lineLength - RecordFormat.PrefixLength - 1) };
        }

        return sight;
    }

    /// <summary>The first offset, at or behind one, at which a record could start; negative when there is none.</summary>
    public long FindShape(long offset)
    {
        while (offset + RecordFormat.PrefixLength < FileLength)
        {
            ReadOnlySpan<byte> bytes = View(offset, RecordFormat.PrefixLength);
            int found = RecordFormat.FindShape(bytes);
            if (found >= 0)
            {
                return offset + found;
            }

            offset += Math.Max(1, bytes.Length - RecordFormat.PrefixLength + 1);
        }

        return -1;
    }

    /// <summary>True when the bytes from an offset on end with a line that misses neither its end nor a sector.</summary>
    /// <param name="offset">Where a line starts that is no record.</param>
    public bool EndsWithWholeLine(long offset)
    {
        RecordFormat.Read(View(offset, RecordFormat.PrefixLength), out _, out int lineLength);
        bool hasItsLength = lineLength > 0 && offset + lineLength <= FileLength;
        return (hasItsLength || View(FileLength - 1, 1)[0] == '\n') && !MissesSector(offset);
    }

    // A sector has many bytes, of which a line may have a single one only where it starts or ends.
    // So a single zero elsewhere is a flipped bit.
    private bool MissesSector(long offset)
    {
        byte before = 0;
        for (long at = offset; at < FileLength;)
        {
            foreach (byte value in View(at, 1))
            {
                if (value == 0 && (before == 0 || at == FileLength - 1))
                {
                    return true;
                }

                before = value;
                at++;
            }
        }

        return false;
    }

    // All bytes in memory from the offset on, at least as many as wanted if the file has them.
    private ReadOnlySpan<byte> View(long offset, int wanted)
    {
        if (offset < _start || offset + wanted > _start + _count)
        {
            Fill(offset, wanted);
        }

        return _bytes.AsSpan((int)(offset - _start), _count - (int)(offset - _start));
    }

    private void Fill(long offset, int wanted)
    {
        if (wanted > _bytes.Length)
        {
            _bytes = new byte[wanted];
        }

        _start = offset;
        _count = file.ReadFully(offset, _bytes.AsSpan(0, (int)Math.Min(_bytes.Length, Math.Max(0, FileLength - offset))));
    }
}
