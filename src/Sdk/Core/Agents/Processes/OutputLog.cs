namespace Scalewright.Agents.Processes;

/// <summary>What programs write, kept in the files of a folder up to a limit for each stream.</summary>
/// <remarks>
/// A record is a line <c>TIME STREAM TAG TEXT</c>, as the Kubernetes log format has it: the tag is <c>F</c> for the end of a line, <c>P</c> for a
/// piece of one that goes on in the next record of the same program, then a colon, the program and its number. The files of a stream are named
/// after the offset of their first byte; where older ones were dropped, a record with the tag <c>D</c> says how many bytes.
/// </remarks>
public sealed class OutputLog : IDisposable
{
    private const int RecordsMin = 16;
    private const int RecordBytesMin = 16;

    private readonly OutputLogOptions _options;
    private readonly LogRing _output;
    private readonly LogRing _error;

    /// <summary>Opens the log of a folder, and goes on behind what is there.</summary>
    /// <param name="folder">Its folder; made when it is not there.</param>
    /// <param name="options">Its limits; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below what it may be.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read or written.</exception>
    public OutputLog(string folder, OutputLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _options = options ?? new OutputLogOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.BytesMax, (long)RecordsMin * _options.RecordBytesMax, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.RecordBytesMax, RecordBytesMin, nameof(options));
        Directory.CreateDirectory(folder);
        _output = new LogRing(folder, "stdout", _options.BytesMax, Drop);
        _error = new LogRing(folder, "stderr", _options.BytesMax, Drop);

        byte[] Drop(string stream, long count) => Line(stream, "D", Encoding.UTF8.GetBytes(CountText.Of(count, "byte") + " dropped"));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    /// <summary>Takes what one program writes to one stream.</summary>
    internal RecordWriter Open(string stream, string program)
    {
        LogRing ring = stream == "stdout" ? _output : _error;
        string name = Printable.Escape(program).Replace(' ', '_');
        return new RecordWriter(_options.RecordBytesMax, (text, isWhole) => ring.Append(Line(stream, (isWhole ? "F:" : "P:") + name, text)), ring.Flush);
    }

    private byte[] Line(string stream, string tag, ReadOnlySpan<byte> text)
    {
        string time = _options.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        return [.. Encoding.UTF8.GetBytes($"{time} {stream} {tag} "), .. text, (byte)'\n'];
    }
}
