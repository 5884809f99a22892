namespace Scalewright.Journals;

/// <summary>Reads a journal up to the first position without a valid record, and classifies the rest.</summary>
internal sealed class JournalScanner
{
    private const int WindowLength = 256 * 1024;
    private readonly BufferedFileWindow _window;
    private readonly string _path;
    private readonly List<Problem> _problems = [];

    public JournalScanner(IFile file, string path)
        : this(file, path, static length => new byte[length]) { }

    /// <param name="allocate">Allocates the buffer of the records.</param>
    public JournalScanner(IFile file, string path, Func<int, Memory<byte>> allocate) =>
        (_window, _path) = (new BufferedFileWindow(file, WindowLength, allocate), path);

    /// <summary>The first line; null if it is damaged.</summary>
    public JournalHeader? Header { get; private set; }

    public long HeaderEnd { get; private set; }

    public Lineage Lineage { get; private set; }

    /// <summary>Sequence of the last change; without changes, the one in the header.</summary>
    public long Sequence { get; private set; }

    /// <summary>Epoch of the last change; 0 if the journal has no changes.</summary>
    public long Epoch { get; private set; }

    /// <summary>Epoch of the lease holder that created this file.</summary>
    public long HeaderEpoch { get; private set; }

    public long End { get; private set; }

    /// <summary>True if bytes of an unfinished write follow <see cref="End"/>.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Sequence of the last acknowledged change according to another source; 0 if unknown.</summary>
    public long KnownSequence { get; init; }

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Reads the first line.</summary>
    /// <returns>False if it is damaged or of a newer format.</returns>
    public bool ReadHeader()
    {
        if (
            _window.ReadRecord(0, out JournalRecord record) != RecordProbe.Whole
            || Parse(record.Json.Span) is not { } header
            || !Lineage.TryParse(header.Lineage, out Lineage lineage)
        )
        {
            _problems.Add(StateProblems.Unusable(_path, "the first line is damaged"));
            return false;
        }

        if (header.Format > StateFormat.Current)
        {
            _problems.Add(StateProblems.FromFuture(_path, header.Format, header.Needs));
            return false;
        }

        (Header, Lineage, HeaderEpoch, Sequence) = (header, lineage, record.Epoch, header.After);
        HeaderEnd = End = RecordFormat.LineLength(record.Json.Length);
        return true;
    }

    /// <summary>Reads the records after the first line.</summary>
    /// <param name="apply">Receives each record with the offset at which it starts.</param>
    /// <returns>False if the journal is damaged; true also if it only ends with an unfinished write.</returns>
    public bool ReadRecords(JournalVisitor apply)
    {
        while (_window.ReadRecord(End, out JournalRecord record) == RecordProbe.Whole)
        {
            if (record.Epoch < Epoch)
            {
                _problems.Add(
                    StateProblems.Warning(
                        ProblemCode.FencedChange,
                        _path,
                        $"change {record.Sequence} at offset {End} is of epoch {record.Epoch}, which had ended",
                        "it was ignored"
                    )
                );
            }
            else if (record.Sequence != Sequence + 1)
            {
                AddDamage($"change {record.Sequence} follows change {Sequence}");
                return false;
            }
            else
            {
                apply(record, End);
                (Sequence, Epoch) = (record.Sequence, record.Epoch);
            }

            End += RecordFormat.LineLength(record.Json.Length);
        }

        return End == _window.FileLength || JudgeRest();
    }

    /// <summary>Returns the highest readable sequence after <see cref="End"/>; 0 if no such sequence is readable.</summary>
    public long FindLastBehind()
    {
        long last = 0;
        for (long offset = _window.FindShape(End); offset >= 0; offset = _window.FindShape(offset))
        {
            bool isWhole = _window.ReadRecord(offset, out JournalRecord record) == RecordProbe.Whole;
            last = isWhole ? Math.Max(last, record.Sequence) : last;
            offset += isWhole ? RecordFormat.LineLength(record.Json.Length) : 1;
        }

        return last;
    }

    // A crash can leave any parts of the last write on the disk. A valid record after an invalid one proves damage only
    // if its durable sequence includes the invalid one. Otherwise, both belong to a write that was never acknowledged.
    // An unfinished write lacks its end or a sector, which reads as zeros. An invalid line that is complete and has no
    // zeros was damaged later.
    private bool JudgeRest()
    {
        for (long offset = End + 1; offset + RecordFormat.PrefixLength < _window.FileLength; offset++)
        {
            offset = _window.FindShape(offset);
            if (offset < 0)
            {
                break;
            }

            if (
                _window.ReadRecord(offset, out JournalRecord record) == RecordProbe.Whole
                && record.DurableSequence > Sequence
                && record.Epoch >= Epoch
            )
            {
                AddDamage($"change {Sequence + 1} is damaged");
                return false;
            }
        }

        if (_window.EndsWithWholeLine(End))
        {
            AddDamage($"change {Sequence + 1} was written to its end and is damaged");
            return false;
        }

        IsTorn = true;
        _problems.Add(
            StateProblems.Warning(
                ProblemCode.TruncatedJournal,
                _path,
                $"{Pluralizer.Format(_window.FileLength - End, "byte")} at offset {End}: an unfinished write after change {Sequence}",
                "the next change drops them; no action is required"
            )
        );
        return true;
    }

    private void AddDamage(string description)
    {
        long last = Math.Max(Math.Max(KnownSequence, FindLastBehind()), Sequence + 1);
        _problems.Add(StateProblems.Damaged(_path, End, description, last - Sequence));
    }

    private static JournalHeader? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JournalJson.Default.JournalHeader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal delegate void JournalVisitor(in JournalRecord record, long offset);

/// <summary>
/// JSON of a journal's first line. Future formats keep the form of the line and the first two property names.
/// </summary>
internal sealed record JournalHeader
{
    public int Format { get; init; }

    /// <summary>The oldest program version that reads this format.</summary>
    public string Needs { get; init; } = "";

    public string Lineage { get; init; } = "";

    /// <summary>Sequence of the last change that was removed from the journal.</summary>
    public long After { get; init; }
}
