namespace Scalewright.Agents.Processes;

/// <summary>Log of records in files. Drops the oldest files beyond a limit. Thread-safe.</summary>
internal sealed class RotatingRecordFiles : IDisposable
{
    private const int MaxFiles = 8;
    private const string Extension = ".log";

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly string _name;
    private readonly long _maxFileBytes;
    private readonly Func<string, long, byte[]> _createGapRecord;
    private readonly List<long> _starts;
    private FileStream? _file;
    private long _end;
    private long _lost;

    /// <param name="maxBytes">Maximum size of all files in bytes.</param>
    /// <param name="createGapRecord">Creates the record that reports dropped bytes, from log name and byte
    /// count.</param>
    public RotatingRecordFiles(string folder, string name, long maxBytes, Func<string, long, byte[]> createGapRecord)
    {
        (_folder, _name, _maxFileBytes, _createGapRecord) = (folder, name, maxBytes / MaxFiles, createGapRecord);
        _starts = [.. Directory.EnumerateFiles(folder, $"{name}.*{Extension}").Select(ParseStart).OfType<long>().Order()];
        _end = _starts.Count == 0 ? 0 : _starts[^1] + new FileInfo(GetPath(_starts[^1])).Length;
    }

    /// <summary>Adds a record. If it cannot be written, it counts as dropped: a log must not block a program.</summary>
    public void Append(byte[] record) => Try(record.Length, () =>
        {
            if (_file is null || _end - _starts[^1] + record.Length > _maxFileBytes)
            {
                StartFile();
            }

            Write(record);
        });

    public void Flush() => Try(0, () => _file?.Flush());

    public void Dispose() => Try(0, Close);

    private void Try(long atStake, Action action)
    {
        lock (_gate)
        {
            try
            {
                action();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _lost += atStake;
            }
        }
    }

    // The record of dropped bytes is written to the newest file, which is dropped last.
    private void StartFile()
    {
        Close();
        while (_starts.Count >= MaxFiles)
        {
            File.Delete(GetPath(_starts[0]));
            _starts.RemoveAt(0);
        }

        _file = new FileStream(GetPath(_end), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (_starts.Count == 0 || _starts[^1] != _end)
        {
            _starts.Add(_end);
        }

        long dropped = _starts[0] + _lost;
        if (dropped > 0)
        {
            Write(_createGapRecord(_name, dropped));
        }
    }

    private void Close()
    {
        FileStream? file = _file;
        _file = null;
        file?.Dispose();
    }

    private void Write(byte[] record)
    {
        AtomicAppend.Write(_file!, record);
        _end += record.Length;
    }

    private string GetPath(long start) => Path.Combine(_folder, $"{_name}.{start:D20}{Extension}");

    private long? ParseStart(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return long.TryParse(name.AsSpan(_name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long start) ? start : null;
    }
}
