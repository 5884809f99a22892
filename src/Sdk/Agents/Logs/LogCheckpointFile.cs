using Scalewright.Agents;

namespace Scalewright.Logs;

/// <summary>Stores the record numbers of the senders of one log file. Not thread-safe.</summary>
/// <remarks>A line <c>SENDER NUMBER START LENGTH</c> is written before its text is written to the log at START. If the
/// process is killed in between, the text of the last line is incomplete, and the line is ignored.</remarks>
internal sealed class LogCheckpointFile : IDisposable
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxSenders = 10_000;

    // Value of START in a line whose text is known to be complete.
    private const long Settled = -1;

    private readonly string _path;
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private FileStream _file;
    private bool _isUnsettled;

    /// <summary>Opens the checkpoints of a closed log. Removes an incomplete text from the log's end.</summary>
    public LogCheckpointFile(string path, string log)
    {
        _path = path;
        Read(log);
        _file = WriteAnew();
    }

    public long GetNumber(string sender) => _numbers.GetValueOrDefault(sender);

    /// <summary>Writes text to the log together with its checkpoint.</summary>
    /// <param name="log">Log, positioned at its end.</param>
    /// <param name="receipt">Number of the last record.</param>
    /// <exception cref="IOException">Writing failed. Neither text nor checkpoint is valid.</exception>
    public void Append(FileStream log, ReadOnlySpan<byte> text, LogCheckpoint receipt)
    {
        AtomicAppend.Write(_file, Line(receipt.Sender, receipt.Number, log.Length, text.Length));
        _isUnsettled = true;
        AtomicAppend.Write(log, text);
        _isUnsettled = false;
        Keep(receipt.Sender, receipt.Number);
    }

    /// <summary>Removes a line whose text was not written. Otherwise, the line would become valid when the log reaches
    /// its length.</summary>
    /// <param name="isForNewLog">True if another log file starts, in which no start position is valid.</param>
    public void Settle(bool isForNewLog)
    {
        if (!isForNewLog && !_isUnsettled && _file.Length <= MaxBytes)
        {
            return;
        }

        FileStream last = _file;
        _file = WriteAnew();
        last.Dispose();
        _isUnsettled = false;
    }

    public void Dispose() => _file.Dispose();

    private void Read(string log)
    {
        if (!File.Exists(_path))
        {
            return;
        }

        string text = File.ReadAllText(_path, Encoding.ASCII);
        string[] lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++)
        {
            if (
                lines[i].Split(' ') is not [var sender, var second, var third, var fourth]
                || !TryRead(second, out long number)
                || !TryRead(third, out long start)
                || !TryRead(fourth, out long length)
            )
            {
                throw new IOException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{_path}:{i + 1}: '{TextEscaping.Escape(lines[i])}' is not a valid checkpoint; delete the file to "
                            + $"start again, which may send the last records twice"
                    )
                );
            }

            // Only the last text can be incomplete. It is removed, and its records are sent again.
            if (i == lines.Length - 1 && start != Settled && !TryComplete(log, start, length))
            {
                return;
            }

            Keep(sender, number);
        }
    }

    /// <returns>True if the text is complete.</returns>
    private static bool TryComplete(string log, long start, long length)
    {
        FileInfo file = new(log);
        if (file.Exists && file.Length >= start + length)
        {
            return true;
        }

        if (file.Exists && file.Length > start)
        {
            using FileStream half = file.Open(FileMode.Open, FileAccess.Write);
            half.SetLength(start);
        }

        return false;
    }

    private void Keep(string sender, long number)
    {
        if (!_numbers.ContainsKey(sender))
        {
            _order.Enqueue(sender);
        }

        if (_order.Count > MaxSenders)
        {
            _numbers.Remove(_order.Dequeue());
        }

        _numbers[sender] = number;
    }

    private FileStream WriteAnew()
    {
        string next = _path + ".tmp";
        StringBuilder lines = new();
        foreach (string sender in _order)
        {
            lines.Append(Encoding.ASCII.GetString(Line(sender, _numbers[sender], Settled, 0)));
        }

        File.WriteAllText(next, lines.ToString(), Encoding.ASCII);
        File.Move(next, _path, overwrite: true);
        return new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    private static byte[] Line(string sender, long number, long start, long length) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sender} {number} {start} {length}\n"));

    private static bool TryRead(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
