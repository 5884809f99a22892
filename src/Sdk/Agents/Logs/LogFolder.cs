namespace Scalewright.Logs;

/// <summary>Writes the log of each node to <c>ROOT/NODE/node.log</c>.</summary>
/// <remarks>Logs of unknown nodes are in <c>ROOT/unknown-ADDRESS</c>.</remarks>
public sealed class LogFolder : ICheckpointedLogSink, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<LogFile>> _files = new(StringComparer.Ordinal);
    private readonly string _root;
    private readonly ILogFormat _format;
    private readonly LogFileOptions _options;

    /// <summary>Initializes the sink. Creates nothing before the first record.</summary>
    /// <param name="root">Root folder.</param>
    /// <param name="format">Format of the records; null: <see cref="TextLogFormat"/>.</param>
    /// <param name="options">Rotation; null: the defaults.</param>
    public LogFolder(string root, ILogFormat? format = null, LogFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        (_root, _format, _options) = (Path.GetFullPath(root), format ?? TextLogFormat.Default, options ?? new LogFileOptions());
    }

    /// <inheritdoc/>
    public long GetLastReceived(LogOrigin origin, string sender) => GetFile(origin).GetLastReceived(origin, sender);

    /// <inheritdoc/>
    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) =>
        GetFile(origin).WriteAsync(origin, records, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteAsync(
        LogOrigin origin,
        IReadOnlyList<LogRecord> records,
        LogCheckpoint checkpoint,
        CancellationToken cancellationToken
    ) => GetFile(origin).WriteAsync(origin, records, checkpoint, cancellationToken);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (Lazy<LogFile> file in _files.Values.Where(file => file.IsValueCreated))
        {
            file.Value.Dispose();
        }
    }

    private LogFile GetFile(LogOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        string folder = FolderName(origin.Node.Length > 0 ? origin.Node : $"unknown-{origin.Address}");
        return _files
            .GetOrAdd(folder, name => new Lazy<LogFile>(() => new LogFile(Path.Combine(_root, name, "node"), _format, _options)))
            .Value;
    }

    // Node names are validated at their creation. An IPv6 address has colons, and its zone may have any character.
    private static string FolderName(string name)
    {
        string safe = string.Concat(
            name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' ? character : '-')
        );
        return safe.Trim('.').Length == 0 ? $"-{safe}" : safe;
    }
}
