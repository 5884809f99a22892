using System.Buffers;
using System.Text.Json;

namespace Scalewright.Journals;

/// <summary>The file that says how far a state has come: one line in the form of a record, replaced as a whole.</summary>
internal sealed record MarkFile(StateMark Mark, bool Closed)
{
    private const string Temporary = StoreFolder.Mark + StoreFolder.TemporaryEnding;

    /// <summary>Reads the mark.</summary>
    /// <param name="folder">The folder it is in.</param>
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
        if (RecordFormat.Read(bytes, out JournalRecord record, out int length) != RecordSight.Whole || length != bytes.Length
            || Parse(bytes.AsSpan(RecordFormat.PrefixLength, length - RecordFormat.PrefixLength - 1)) is not { } content
            || !Lineage.TryParse(content.Lineage, out Lineage lineage))
        {
            problems.Add(StateProblems.Warning(ProblemCode.MarkMissing, path, "the mark is damaged", "the state was not compared with it"));
            return null;
        }

        if (content.Format > StateFormat.Current)
        {
            problems.Add(StateProblems.FromFuture(path, content.Format, ""));
            return null;
        }

        return new MarkFile(new StateMark(lineage, content.Serial, record.Epoch, record.Sequence), content.Closed);
    }

    public async ValueTask WriteAsync(StoreFolder folder, Failpoints failpoints)
    {
        ArrayBufferWriter<byte> line = new();
        MarkContent content = new() { Format = StateFormat.Current, Lineage = Mark.Lineage.ToString(), Serial = Mark.Serial, Closed = Closed };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(content, JournalJson.Default.MarkContent);
        RecordFormat.Write(line, new JournalRecord(Mark.Sequence, Mark.Epoch, Mark.Sequence, json));
        using (IFile file = folder.CreateFresh(Temporary))
        {
            file.AppendAll(line.WrittenSpan);
            failpoints.Pass(StoreFailpoints.MarkWritten);
            await folder.FlushAsync(file);
        }

        folder.Rename(Temporary, StoreFolder.Mark);
        failpoints.Pass(StoreFailpoints.MarkReplaced);
        await folder.FlushNamesAsync();
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
