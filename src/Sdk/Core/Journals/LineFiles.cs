namespace Scalewright.Journals;

/// <summary>
/// Appends lines to numbered files of a folder, and deletes the oldest files. Flushes nothing: a crash of the machine
/// can lose the last lines. Thread-safe.
/// </summary>
/// <param name="files">The file system.</param>
/// <param name="folder">Folder of the files; created with the first line.</param>
/// <param name="maxFileBytes">Maximum length of a file.</param>
/// <param name="maxFiles">Maximum number of files.</param>
public sealed class LineFiles(IFileSystem files, string folder, int maxFileBytes, int maxFiles)
{
    private const string Ending = ".jsonl";
    private const int MinDigits = 10;
    private const int MaxDigits = 18;
    private const byte LineFeed = (byte)'\n';

    private readonly Lock _gate = new();
    private long _number;
    private bool _hasFailed;
    private bool _endsWithLine;

    /// <summary>Returns true for the first failure only, so that it is reported once.</summary>
    public bool SetFailed()
    {
        lock (_gate)
        {
            bool isFirst = !_hasFailed;
            _hasFailed = true;
            return isFirst;
        }
    }

    /// <summary>Returns the names of the files, oldest first.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="folder">Folder of the files.</param>
    /// <exception cref="FileSystemException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> List(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return [.. ListNumbers(files, folder).Select(GetName)];
    }

    /// <summary>Appends the short line if the file with the full line is still the last one, otherwise the full line.
    /// </summary>
    /// <param name="fullLine">The line; ends with a line feed.</param>
    /// <param name="shortLine">Line that refers to the full one; null for none.</param>
    /// <param name="fileOfFull">Result of the call that appended the full line; 0 for none.</param>
    /// <returns>Number of the file.</returns>
    /// <exception cref="FileSystemException">The line is too long, or the disk failed.</exception>
    public long Append(byte[] fullLine, byte[]? shortLine, long fileOfFull)
    {
        ArgumentNullException.ThrowIfNull(fullLine);
        lock (_gate)
        {
            if (fullLine.Length >= maxFileBytes)
            {
                throw new FileSystemException(
                    FileSystemError.Full,
                    "append to",
                    folder,
                    string.Create(CultureInfo.InvariantCulture, $"the line has {fullLine.Length} bytes")
                );
            }

            try
            {
                return AppendOnce(fullLine, shortLine, fileOfFull);
            }
            catch (FileSystemException)
            {
                _endsWithLine = false;
                throw;
            }
        }
    }

    private long AppendOnce(byte[] fullLine, byte[]? shortLine, long fileOfFull)
    {
        if (_number == 0)
        {
            files.CreateFolder(folder);
            _number = ListNumbers(files, folder).LastOrDefault(1);
        }

        using (IFile last = files.Open(GetPath(_number), FileOpenMode.AppendOrCreate))
        {
            long length = last.Length;
            bool completesLine = !_endsWithLine && length > 0 && !EndsWithLine(last, length);
            byte[] line = shortLine is not null && fileOfFull == _number ? shortLine : fullLine;
            byte[] appended = completesLine ? [LineFeed, .. line] : line;
            if (length + appended.Length <= maxFileBytes)
            {
                last.AppendAll(appended);
                _endsWithLine = true;
                return _number;
            }
        }

        DeleteOldest();
        using IFile next = files.Open(GetPath(_number + 1), FileOpenMode.AppendOrCreate);
        _number++;
        next.AppendAll(fullLine);
        _endsWithLine = true;
        return _number;
    }

    private void DeleteOldest()
    {
        long[] numbers = ListNumbers(files, folder);
        foreach (long number in numbers.Take(Math.Max(0, numbers.Length - maxFiles + 1)))
        {
            files.Delete(GetPath(number));
        }
    }

    private static bool EndsWithLine(IFile file, long length)
    {
        Span<byte> end = stackalloc byte[1];
        return file.ReadFully(length - 1, end) == 1 && end[0] == LineFeed;
    }

    private static long[] ListNumbers(IFileSystem files, string folder) =>
        [.. files.List(folder).Select(ParseNumber).Where(number => number > 0).Order()];

    private static long ParseNumber(string name) =>
        name.EndsWith(Ending, StringComparison.Ordinal)
        && name.Length - Ending.Length is >= MinDigits and <= MaxDigits
        && long.TryParse(name.AsSpan(0, name.Length - Ending.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && GetName(number) == name
            ? number
            : 0;

    private static string GetName(long number) => number.ToString($"D{MinDigits}", CultureInfo.InvariantCulture) + Ending;

    private string GetPath(long number) => Path.Join(folder, GetName(number));
}
