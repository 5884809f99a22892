using Scalewright.Journals;

namespace Scalewright.Decisions;

/// <summary>Reads files with decisions. Skips damaged lines and files with a problem.</summary>
internal sealed class DecisionHistoryReader(IFileSystem files)
{
    private readonly List<DecisionRecord> _records = [];
    private readonly ProblemList _problems = new();

    public ValueList<DecisionRecord> Records => _records.ToValueList();

    public ValueList<Problem> Problems => _problems.ToValueList();

    public void Read(string folder)
    {
        try
        {
            foreach (string name in LineFiles.List(files, folder).TakeLast(DecisionHistory.MaxFiles))
            {
                ReadFile(Path.Join(folder, name));
            }
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.NotFound)
        {
            // Without engines, the folder does not exist.
        }
        catch (FileSystemException exception)
        {
            _problems.Add(CreateProblem(exception, folder));
        }
    }

    private void ReadFile(string path)
    {
        byte[] bytes;
        try
        {
            using IFile file = files.Open(path, FileOpenMode.Read);
            bytes = new byte[Math.Min(file.Length, DecisionHistory.MaxFileBytes)];
            bytes = bytes[..file.ReadFully(0, bytes)];
            if (file.Length > DecisionHistory.MaxFileBytes)
            {
                _problems.Add(
                    CreateProblem(
                        path,
                        line: 0,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"the file has {file.Length} bytes; only the first {DecisionHistory.MaxFileBytes} are read"
                        )
                    )
                );
            }
        }
        catch (FileSystemException exception)
        {
            _problems.Add(CreateProblem(exception, path));
            return;
        }

        ReadLines(path, bytes);
    }

    private void ReadLines(string path, ReadOnlySpan<byte> rest)
    {
        // Repeated decisions refer to a complete line of the same file.
        Dictionary<string, DecisionRecord> complete = new(StringComparer.Ordinal);
        for (int line = 1; !rest.IsEmpty; line++)
        {
            int length = rest.IndexOf((byte)'\n');
            if (length < 0)
            {
                _problems.Add(CreateProblem(path, line, "the last line is incomplete"));
                return;
            }

            try
            {
                _records.Add(ReadLine(rest[..length], complete));
            }
            catch (JsonException exception)
            {
                _problems.Add(CreateProblem(path, line, $"the line is damaged: {TextEscaping.Escape(exception.Message)}"));
            }

            rest = rest[(length + 1)..];
        }
    }

    private static DecisionRecord ReadLine(ReadOnlySpan<byte> bytes, Dictionary<string, DecisionRecord> complete)
    {
        StoredDecisionLine line = DecisionLineFormat.Read(bytes);
        if (line.Decision is { } stored)
        {
            DecisionRecord record = DecisionRecordConverter.ToRecord(line, stored);
            complete[record.Domain] = record;
            return record;
        }

        return complete.TryGetValue(line.Domain, out DecisionRecord? same) && same.Timestamp == line.SameAs
            ? DecisionRecordConverter.Repeat(same, line)
            : throw new JsonException("it repeats a decision that is not in this file");
    }

    private static Problem CreateProblem(string path, int line, string found) =>
        new(ProblemCode.DecisionDamaged, found, "ignore it: all other decisions were read")
        {
            Severity = ProblemSeverity.Warning,
            Source = path,
            Position = new TextPosition(line, line > 0 ? 1 : 0),
        };

    private static Problem CreateProblem(FileSystemException exception, string path) =>
        new(ProblemCode.UnreadableFile, exception.Message, "check the file and its permissions")
        {
            Severity = ProblemSeverity.Warning,
            Source = path,
        };
}
