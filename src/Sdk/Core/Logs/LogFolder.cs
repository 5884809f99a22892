namespace Scalewright.Logs;

/// <summary>A folder for each node with its log, as <c>ROOT/NODE/node.log</c>; those that nobody knows have theirs in <c>ROOT/unknown-ADDRESS</c>.</summary>
public sealed class LogFolder : ILogReceiptSink, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<LogFile>> _files = new(StringComparer.Ordinal);
    private readonly string _root;
    private readonly ILogFormat _format;
    private readonly LogFileOptions _options;

    /// <summary>Takes a folder; nothing is made before the first record.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="format">How records look; null: <see cref="LogLine"/>.</param>
    /// <param name="options">When a file is full; null: the defaults.</param>
    public LogFolder(string root, ILogFormat? format = null, LogFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        (_root, _format, _options) = (Path.GetFullPath(root), format ?? LogLine.Default, options ?? new LogFileOptions());
    }

    /// <inheritdoc/>
    public long ReceivedFrom(LogOrigin origin, string sender) => FileOf(origin).ReceivedFrom(origin, sender);

    /// <inheritdoc/>
    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) =>
        FileOf(origin).WriteAsync(origin, records, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, LogReceipt receipt, CancellationToken cancellationToken) =>
        FileOf(origin).WriteAsync(origin, records, receipt, cancellationToken);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (Lazy<LogFile> file in _files.Values.Where(file => file.IsValueCreated))
        {
            file.Value.Dispose();
        }
    }

    private LogFile FileOf(LogOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        string folder = FolderName(origin.Node.Length > 0 ? origin.Node : $"unknown-{origin.Address}");
        return _files.GetOrAdd(folder, name => new Lazy<LogFile>(() => new LogFile(Path.Combine(_root, name, "node"), _format, _options))).Value;
    }

    // Names of nodes are checked where they are made; an address of IPv6 has colons, and a zone may have anything.
    private static string FolderName(string name)
    {
        string safe = string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' ? character : '-'));
        return safe.Trim('.').Length == 0 ? $"-{safe}" : safe;
    }
}
