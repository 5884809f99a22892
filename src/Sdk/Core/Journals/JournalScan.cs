namespace Scalewright.Journals;

/// <summary>Reads a journal from its start to the first place that is no record, and judges that place.</summary>
internal sealed class JournalScan
{
    private const int WindowLength = 256 * 1024;
    private readonly FileWindow _window;
    private readonly string _path;
    private readonly List<Problem> _problems = [];

    public JournalScan(IFile file, string path) => (_window, _path) = (new FileWindow(file, WindowLength), path);

    /// <summary>The first line; null when it is damaged.</summary>
    public JournalHeader? Header { get; private set; }

    /// <summary>Where the first line ends.</summary>
    public long HeaderEnd { get; private set; }

    /// <summary>Which state it is.</summary>
    public Lineage Lineage { get; private set; }

    /// <summary>The last change, or what the header says when there is none.</summary>
    public long Sequence { get; private set; }

    /// <summary>The epoch of the last change; 0 when there is none.</summary>
    public long Epoch { get; private set; }

    /// <summary>The epoch of the holder that began this file.</summary>
    public long HeaderEpoch { get; private set; }

    /// <summary>Where the last record ends.</summary>
    public long End { get; private set; }

    /// <summary>True when bytes of an unfinished write stand behind <see cref="End"/>.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>The last change that is known to be acknowledged from elsewhere; 0 when nothing is.</summary>
    public long KnownSequence { get; init; }

    /// <summary>What was found, errors and warnings.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Reads the first line.</summary>
    /// <returns>False when it is damaged or from the future.</returns>
    public bool ReadHeader()
    {
        if (_window.ReadRecord(0, out JournalRecord record) != RecordSight.Whole || Parse(record.Json.Span) is not { } header
            || !Lineage.TryParse(header.Lineage, out Lineage lineage))
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

    /// <summary>Reads the records behind the first line.</summary>
    /// <param name="apply">Gets each record with the offset at which it starts.</param>
    /// <returns>False when a record is damaged that others build on.</returns>
    public bool ReadRecords(JournalVisitor apply)
    {
        RecordSight sight;
        JournalRecord record;
        while ((sight = _window.ReadRecord(End, out record)) == RecordSight.Whole)
        {
            if (record.Epoch < Epoch)
            {
                _problems.Add(StateProblems.Warning(ProblemCode.FencedChange, _path,
                    $"change {record.Sequence} at offset {End} is of epoch {record.Epoch}, which had ended", "it was ignored"));
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

        return End == _window.FileLength || JudgeRest(sight);
    }

    /// <summary>The highest change behind <see cref="End"/> that can still be read; 0 when there is none.</summary>
    public long FindLastBehind()
    {
        long last = 0;
        for (long offset = _window.FindShape(End); offset >= 0; offset = _window.FindShape(offset))
        {
            bool isWhole = _window.ReadRecord(offset, out JournalRecord record) == RecordSight.Whole;
            last = isWhole ? Math.Max(last, record.Sequence) : last;
            offset += isWhole ? RecordFormat.LineLength(record.Json.Length) : 1;
        }

        return last;
    }

    // A crash leaves any part of the last write on the disk, in any order. So a whole record behind a damaged one proves
    // damage only if it knew the damaged one to be durable; else both are parts of a write that nobody was told of.
    // What is missing then is the end, or a sector, which reads as zeros: a whole line without zeros was damaged later.
    private bool JudgeRest(RecordSight sight)
    {
        for (long offset = End + 1; offset + RecordFormat.PrefixLength < _window.FileLength; offset++)
        {
            offset = _window.FindShape(offset);
            if (offset < 0)
            {
                break;
            }

            if (_window.ReadRecord(offset, out JournalRecord record) == RecordSight.Whole && record.Durable > Sequence && record.Epoch >= Epoch)
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
        _problems.Add(StateProblems.Warning(ProblemCode.TornTail, _path,
            $"{CountText.Of(_window.FileLength - End, "byte")} at offset {End}: {(sight == RecordSight.Short ? "the start of a change" : "an unfinished write")} after change {Sequence}",
            "they were dropped"));
        return true;
    }

    private void AddDamage(string what)
    {
        long last = Math.Max(Math.Max(KnownSequence, FindLastBehind()), Sequence + 1);
        _problems.Add(StateProblems.Damaged(_path, End, what, last - Sequence));
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

/// <summary>Gets a record of a journal and the offset at which its line starts.</summary>
internal delegate void JournalVisitor(in JournalRecord record, long offset);

/// <summary>The JSON of a journal's first line. A future format keeps the form of that line and these two names.</summary>
internal sealed record JournalHeader
{
    /// <summary>The format of the file.</summary>
    public int Format { get; init; }

    /// <summary>The oldest version of the program that reads this format.</summary>
    public string Needs { get; init; } = "";

    /// <summary>Which state this is.</summary>
    public string Lineage { get; init; } = "";

    /// <summary>The sequence of the last change that is no longer here.</summary>
    public long After { get; init; }
}
