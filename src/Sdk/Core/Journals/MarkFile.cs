namespace Scalewright.Journals;

/// <summary>
/// The watermark as its file has it: how far a state has come. The file has two records of 512 bytes; the newest whole one counts.
/// </summary>
/// <param name="Mark">How far the state has come.</param>
/// <param name="Closed">True when the last holder ended in order.</param>
/// <param name="Revision">Goes up with each write of one holder.</param>
/// <param name="Slot">Which of the two records it is, 0 or 1.</param>
internal sealed record MarkFile(StateMark Mark, bool Closed, long Revision, int Slot)
{
    /// <summary>Bytes of a record. A disk writes a sector of this length whole or not at all.</summary>
    public const int SlotLength = 512;

    /// <summary>The number of records.</summary>
    public const int SlotCount = 2;

    /// <summary>Bytes of a record that was never written.</summary>
    public static byte[] Blank { get; } = [.. Enumerable.Repeat((byte)' ', SlotLength - 1), (byte)'\n'];

    /// <summary>Reads the watermark.</summary>
    /// <param name="problems">Gets a warning when it is damaged, an error when it is from the future.</param>
    /// <returns>Null when it is not there or damaged.</returns>
    public static MarkFile? Read(StoreFolder folder, List<Problem> problems)
    {
        if (!folder.Has(StoreFolder.Mark))
        {
            return null;
        }

        byte[] bytes = folder.ReadSmall(StoreFolder.Mark);
        string path = folder.PathOf(StoreFolder.Mark);
        int format = 0;
        MarkFile? newest = null;
        for (int slot = 0; slot < SlotCount && slot * SlotLength < bytes.Length; slot++)
        {
            // Earlier versions wrote one record of its own length.
            int start = slot * SlotLength;
            ReadOnlySpan<byte> record = bytes.AsSpan(start, Math.Min(SlotLength, bytes.Length - start));
            if (Parse(record, slot, out int found) is { } mark && mark.IsNewerThan(newest))
            {
                (newest, format) = (mark, found);
            }
        }

        if (newest is null)
        {
            problems.Add(StateProblems.Warning(
                ProblemCode.MarkMissing, path, "the watermark is damaged", "the state was not compared with it"));
        }
        else if (format > StateFormat.Current)
        {
            problems.Add(StateProblems.FromFuture(path, format, ""));
            return null;
        }

        return newest;
    }

    /// <summary>The bytes of its record, blank to the end.</summary>
    public byte[] ToBytes()
    {
        MarkContent content = new()
        {
            Format = StateFormat.Current,
            Lineage = Mark.Lineage.ToString(),
            Serial = Mark.Serial,
            Closed = Closed,
            Revision = Revision,
        };
        byte[] json = new byte[SlotLength - RecordFormat.LineLength(0)];
        Array.Fill(json, (byte)' ');
        JsonSerializer.SerializeToUtf8Bytes(content, JournalJson.Default.MarkContent).CopyTo(json, 0);
        ArrayBufferWriter<byte> line = new(SlotLength);
        RecordFormat.Write(line, new JournalRecord(Mark.Sequence, Mark.Epoch, Mark.Sequence, json));
        return line.WrittenSpan.ToArray();
    }

    // Of two holders the later one counts, however often each wrote.
    private bool IsNewerThan(MarkFile? other) =>
        other is null || (Mark.Epoch, Revision).CompareTo((other.Mark.Epoch, other.Revision)) > 0;

    private static MarkFile? Parse(ReadOnlySpan<byte> bytes, int slot, out int format)
    {
        format = 0;
        if (RecordFormat.Read(bytes, out JournalRecord record, out int length) != RecordSight.Whole
            || Parse(bytes[RecordFormat.PrefixLength..(length - 1)]) is not { } content
            || !Lineage.TryParse(content.Lineage, out Lineage lineage))
        {
            return null;
        }

        format = content.Format;
        StateMark mark = new(lineage, content.Serial, record.Epoch, record.Sequence);
        return new MarkFile(mark, content.Closed, content.Revision, slot);
    }

    private static MarkContent? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JournalJson.Default.MarkContent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The format of all files of a state.</summary>
internal static class StateFormat
{
    /// <summary>The format that is written, and the newest that is read.</summary>
    public const int Current = 1;

    /// <summary>The oldest version of the program that reads <see cref="Current"/>.</summary>
    public const string Needs = "0.1.0";
}

/// <summary>The JSON of the mark file, whose one line is a record.</summary>
internal sealed record MarkContent
{
    public int Format { get; init; }

    public string Lineage { get; init; } = "";

    public long Serial { get; init; }

    /// <summary>True when the last holder ended in order, so that nothing is missing behind the mark's sequence.</summary>
    public bool Closed { get; init; }

    /// <summary>Goes up with each write of one holder; 0 in files of earlier versions.</summary>
    public long Revision { get; init; }
}
