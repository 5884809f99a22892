namespace Scalewright.Agents.Processes;

/// <summary>Log of program output in the files of a folder, with a size limit for each stream.</summary>
/// <remarks>A record is a line <c>TIME STREAM TAG TEXT</c>, as in the Kubernetes log format. The tag is <c>F</c> for
/// the end of a line, or <c>P</c> for a part that continues in the program's next record. It is followed by a colon,
/// the program and its process ID. Files are named after the offset of their first byte. After older files are dropped,
/// a record with the tag <c>D</c> contains the number of dropped bytes.</remarks>
public sealed class OutputLog : IDisposable
{
    private const int MinRecords = 16;
    private const int MinRecordBytes = 16;

    private readonly OutputLogOptions _options;
    private readonly RotatingRecordFiles _output;
    private readonly RotatingRecordFiles _error;

    /// <summary>Opens the log in a folder. New records follow the existing ones.</summary>
    /// <param name="folder">Folder; created if it does not exist.</param>
    /// <param name="options">Limits; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below its minimum.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading or writing the folder is not permitted.</exception>
    public OutputLog(string folder, OutputLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _options = options ?? new OutputLogOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxBytes, (long)MinRecords * _options.MaxRecordBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxRecordBytes, MinRecordBytes, nameof(options));
        Directory.CreateDirectory(folder);
        _output = new RotatingRecordFiles(folder, "stdout", _options.MaxBytes, Drop);
        _error = new RotatingRecordFiles(folder, "stderr", _options.MaxBytes, Drop);

        byte[] Drop(string stream, long count) => Line(stream, "D", Encoding.UTF8.GetBytes(Pluralizer.Format(count, "byte") + " dropped"));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    internal RecordWriter Open(string stream, string program)
    {
        RotatingRecordFiles ring = stream == "stdout" ? _output : _error;
        string name = TextEscaping.Escape(program).Replace(' ', '_');
        return new RecordWriter(
            _options.MaxRecordBytes,
            (text, isWhole) => ring.Append(Line(stream, (isWhole ? "F:" : "P:") + name, text)),
            ring.Flush
        );
    }

    private byte[] Line(string stream, string tag, ReadOnlySpan<byte> text)
    {
        string time = _options.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        return [.. Encoding.UTF8.GetBytes($"{time} {stream} {tag} "), .. text, (byte)'\n'];
    }
}
