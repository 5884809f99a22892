using Scalewright.Agents;

namespace Scalewright.Logs;

/// <summary>Writes all records to one file, with rotation when it is full.</summary>
/// <remarks><c>NAME.log</c> is the newest file, <c>NAME.1.log</c> the previous one.</remarks>
public sealed class LogFile : ICheckpointedLogSink, IDisposable
{
    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _buffers = [];
    private readonly Lock _gate = new();
    private readonly string _stem;
    private readonly ILogFormat _format;
    private readonly LogFileOptions _options;
    private FileStream _file;
    private LogCheckpointFile? _receipts;

    /// <summary>Opens a file for appending.</summary>
    /// <param name="stem">Path without the extension, which the format determines. The folder is created.</param>
    /// <param name="format">Format of the records; null: <see cref="TextLogFormat"/>.</param>
    /// <param name="options">Rotation; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below its minimum.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing the file is not permitted.</exception>
    public LogFile(string stem, ILogFormat? format = null, LogFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(stem);
        (_stem, _format, _options) = (Path.GetFullPath(stem), format ?? TextLogFormat.Default, options ?? new LogFileOptions());
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxFileBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxRetainedFiles, nameof(options));
        Directory.CreateDirectory(Path.GetDirectoryName(_stem)!);
        _receipts = File.Exists(ReceiptPath) ? new LogCheckpointFile(ReceiptPath, GetPath(0)) : null;
        _file = Open();
    }

    private string ReceiptPath => _stem + ".receipts";

    /// <inheritdoc/>
    public long GetLastReceived(LogOrigin origin, string sender)
    {
        lock (_gate)
        {
            return _receipts?.GetNumber(sender) ?? 0;
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken) =>
        Write(origin, records, receipt: null);

    /// <inheritdoc/>
    /// <remarks>Checkpoints are stored in <c>NAME.receipts</c> beside the log. They survive the end of the process, and
    /// a machine failure to the same extent as the log.</remarks>
    public ValueTask WriteAsync(
        LogOrigin origin,
        IReadOnlyList<LogRecord> records,
        LogCheckpoint checkpoint,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Write(origin, records, checkpoint);
    }

    private ValueTask Write(LogOrigin origin, IReadOnlyList<LogRecord> records, LogCheckpoint? receipt)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArrayBufferWriter<byte> buffer = _buffers.TryTake(out ArrayBufferWriter<byte>? kept) ? kept : new ArrayBufferWriter<byte>();
        for (int i = 0; i < records.Count; i++)
        {
            _format.Write(buffer, origin, records[i]);
        }

        Append(buffer.WrittenSpan, receipt);
        Keep(buffer);
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
            _receipts?.Dispose();
        }
    }

    private void Append(ReadOnlySpan<byte> text, LogCheckpoint? receipt)
    {
        lock (_gate)
        {
            if (_file.Length > 0 && _file.Length + text.Length > _options.MaxFileBytes)
            {
                SetAside();
            }

            _receipts?.Settle(isForNewLog: false);
            if (receipt is null)
            {
                AtomicAppend.Write(_file, text);
                return;
            }

            _receipts ??= new LogCheckpointFile(ReceiptPath, GetPath(0));
            _receipts.Append(_file, text, receipt);
        }
    }

    private void Keep(ArrayBufferWriter<byte> buffer)
    {
        const int MaxKeptBytes = 1024 * 1024;
        if (buffer.Capacity <= MaxKeptBytes)
        {
            buffer.ResetWrittenCount();
            _buffers.Add(buffer);
        }
    }

    /// <summary>Starts a new file. If that fails, writing to the open file continues until a retry.</summary>
    private void SetAside()
    {
        try
        {
            // Start positions are invalid in the next file.
            _receipts?.Settle(isForNewLog: true);
            if (OperatingSystem.IsWindows())
            {
                // Windows cannot rename an open file.
                _file.Dispose();
            }

            File.Delete(GetPath(_options.MaxRetainedFiles));
            for (int number = _options.MaxRetainedFiles - 1; number >= 0; number--)
            {
                if (File.Exists(GetPath(number)))
                {
                    File.Move(GetPath(number), GetPath(number + 1), overwrite: true);
                }
            }

            FileStream next = Open();
            _file.Dispose();
            _file = next;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _file = _file.CanWrite ? _file : Open();
        }
    }

    private string GetPath(int number) =>
        number == 0 ? _stem + _format.FileExtension : FormattableString.Invariant($"{_stem}.{number}{_format.FileExtension}");

    private FileStream Open() => new(GetPath(0), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
