namespace Scalewright.Journals;

/// <summary>
/// Buffered section of a file that moves forward; grows only for a record that the file contains completely.
/// </summary>
/// <param name="allocate">Allocates the buffer; its bytes are valid as long as the caller keeps them.</param>
internal sealed class BufferedFileWindow(IFile file, int windowLength, Func<int, Memory<byte>> allocate)
{
    private Memory<byte> _bytes = allocate((int)Math.Min(windowLength, file.Length));
    private long _start;
    private int _count;

    public long FileLength { get; } = file.Length;

    public RecordProbe ReadRecord(long offset, out JournalRecord record)
    {
        ReadOnlySpan<byte> bytes = View(offset, RecordFormat.PrefixLength);
        RecordProbe probe = RecordFormat.Read(bytes, out record, out int lineLength);
        if (probe == RecordProbe.Short && lineLength > bytes.Length && offset + lineLength <= FileLength)
        {
            probe = RecordFormat.Read(View(offset, lineLength), out record, out lineLength);
        }

        if (probe == RecordProbe.Whole)
        {
            int jsonAt = (int)(offset - _start) + RecordFormat.PrefixLength;
            record = record with { Json = _bytes.Slice(jsonAt, lineLength - RecordFormat.PrefixLength - 1) };
        }

        return probe;
    }

    /// <summary>
    /// Returns the first offset, starting at the given one, at which a record could start; negative if not found.
    /// </summary>
    public long FindShape(long offset)
    {
        while (offset + RecordFormat.PrefixLength < FileLength)
        {
            ReadOnlySpan<byte> bytes = View(offset, RecordFormat.PrefixLength);
            int index = RecordFormat.FindShape(bytes);
            if (index >= 0)
            {
                return offset + index;
            }

            offset += Math.Max(1, bytes.Length - RecordFormat.PrefixLength + 1);
        }

        return -1;
    }

    /// <summary>Returns true if the bytes from an offset end with a complete line and miss no sector.</summary>
    /// <param name="offset">Start of a line that is not a valid record.</param>
    public bool EndsWithWholeLine(long offset)
    {
        RecordFormat.Read(View(offset, RecordFormat.PrefixLength), out _, out int lineLength);
        bool hasItsLength = lineLength > 0 && offset + lineLength <= FileLength;
        return (hasItsLength || View(FileLength - 1, 1)[0] == '\n') && !MissesSector(offset);
    }

    // A lost sector reads as zeros. Only at the start or end of these bytes can it leave a single zero; elsewhere, a
    // single zero is a flipped bit.
    private bool MissesSector(long offset)
    {
        byte before = 0;
        for (long at = offset; at < FileLength; )
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

    // Returns all buffered bytes from the offset; at least the desired number if the file has them.
    private ReadOnlySpan<byte> View(long offset, int length)
    {
        if (offset < _start || offset + length > _start + _count)
        {
            Fill(offset, length);
        }

        return _bytes.Span.Slice((int)(offset - _start), _count - (int)(offset - _start));
    }

    private void Fill(long offset, int length)
    {
        if (length > _bytes.Length)
        {
            _bytes = allocate(length);
        }

        _start = offset;
        _count = file.ReadFully(offset, _bytes.Span[..(int)Math.Min(_bytes.Length, Math.Max(0, FileLength - offset))]);
    }
}
