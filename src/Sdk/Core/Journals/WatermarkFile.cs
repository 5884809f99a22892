namespace Scalewright.Journals;

/// <summary>
/// Watermark as stored in its file, which has two records of 512 bytes; the newest valid record is used.
/// </summary>
/// <param name="Closed">True if the last lease holder closed the state.</param>
/// <param name="Revision">Increases with each write of one lease holder.</param>
internal sealed record WatermarkFile(StateWatermark Mark, bool Closed, long Revision, int Slot)
{
    /// <summary>Number of bytes of a record. A disk writes a sector of this length completely or not at all.</summary>
    public const int SlotLength = 512;

    public const int SlotCount = 2;

    public static byte[] Blank { get; } = [.. Enumerable.Repeat((byte)' ', SlotLength - 1), (byte)'\n'];

    /// <summary>Reads the watermark.</summary>
    /// <param name="problems">Receives a warning when it is damaged, and an error when it is of a newer format.</param>
    /// <returns>Null if it is missing or damaged.</returns>
    public static WatermarkFile? Read(StoreFolder folder, List<Problem> problems)
    {
        if (!folder.Has(StoreFolder.Watermark))
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[SlotCount * SlotLength];
        ReadOnlySpan<byte> bytes = buffer[..folder.ReadStart(StoreFolder.Watermark, buffer)];
        string path = folder.JoinPath(StoreFolder.Watermark);
        int format = 0;
        WatermarkFile? newest = null;
        for (int slot = 0; slot < SlotCount && slot * SlotLength < bytes.Length; slot++)
        {
            // Earlier versions wrote one record of variable length.
            int start = slot * SlotLength;
            ReadOnlySpan<byte> record = bytes.Slice(start, Math.Min(SlotLength, bytes.Length - start));
            if (Parse(record, slot, out int recordFormat) is { } watermark && watermark.IsNewerThan(newest))
            {
                (newest, format) = (watermark, recordFormat);
            }
        }

        if (newest is null)
        {
            problems.Add(
                StateProblems.Warning(ProblemCode.WatermarkMissing, path, "the watermark is damaged", "the state was not compared with it")
            );
        }
        else if (format > StateFormat.Current)
        {
            problems.Add(StateProblems.FromFuture(path, format, ""));
            return null;
        }

        return newest;
    }

    /// <param name="slot">Receives the record; <see cref="SlotLength"/> bytes.</param>
    public void CopyTo(Span<byte> slot)
    {
        WatermarkJson content = new()
        {
            Format = StateFormat.Current,
            Lineage = Mark.Lineage.ToString(),
            Serial = Mark.Serial,
            Closed = Closed,
            Revision = Revision,
        };
        Span<byte> json = stackalloc byte[SlotLength - RecordFormat.LineLength(0)];
        json.Fill((byte)' ');
        JsonSerializer.SerializeToUtf8Bytes(content, JournalJson.Default.WatermarkJson).CopyTo(json);
        RecordFormat.Write(slot, new JournalRecord(Mark.Sequence, Mark.Epoch, Mark.Sequence, default), json);
    }

    // The record of the later lease holder is newer, regardless of the number of writes.
    private bool IsNewerThan(WatermarkFile? other) =>
        other is null || (Mark.Epoch, Revision).CompareTo((other.Mark.Epoch, other.Revision)) > 0;

    private static WatermarkFile? Parse(ReadOnlySpan<byte> bytes, int slot, out int format)
    {
        format = 0;
        if (
            RecordFormat.Read(bytes, out JournalRecord record, out int length) != RecordProbe.Whole
            || Parse(bytes[RecordFormat.PrefixLength..(length - 1)]) is not { } content
            || !Lineage.TryParse(content.Lineage, out Lineage lineage)
        )
        {
            return null;
        }

        format = content.Format;
        StateWatermark watermark = new(lineage, content.Serial, record.Epoch, record.Sequence);
        return new WatermarkFile(watermark, content.Closed, content.Revision, slot);
    }

    private static WatermarkJson? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JournalJson.Default.WatermarkJson);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal static class StateFormat
{
    /// <summary>The written format, and the newest one that can be read.</summary>
    public const int Current = 1;

    /// <summary>The oldest program version that reads <see cref="Current"/>.</summary>
    public const string Needs = "0.1.0";
}

internal sealed record WatermarkJson
{
    public int Format { get; init; }

    public string Lineage { get; init; } = "";

    public long Serial { get; init; }

    /// <summary>True if the last holder closed the state, so that no later change is missing.</summary>
    public bool Closed { get; init; }

    /// <summary>Increases with each write of one lease holder; 0 in files of earlier versions.</summary>
    public long Revision { get; init; }
}
