using Scalewright.Files;

namespace Scalewright.Logs;

/// <summary>
/// Numbers of the senders of one log file. A line <c>SENDER NUMBER START LENGTH</c> is written before its text is written to the log at START: a process that
/// is killed between the two leaves a last line whose text is not whole, and it does not count. Not thread-safe.
/// </summary>
internal sealed class LogReceiptFile : IDisposable
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxSenders = 10_000;

    // The start in a line whose text was seen to be there.
    private const long Settled = -1;

    private readonly string _path;
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private FileStream _file;
    private bool _isUnsettled;

    /// <summary>Opens the receipts of a log that is not open, and takes the half of a text from its end.</summary>
    /// <exception cref="IOException">A file cannot be read or written, or a line is no receipt.</exception>
    public LogReceiptFile(string path, string log)
    {
        _path = path;
        Read(log);
        _file = WriteAnew();
    }

    /// <summary>The number of the last record of a sender; 0 for an unknown one.</summary>
    public long NumberOf(string sender) => _numbers.GetValueOrDefault(sender);

    /// <summary>Writes text to the log together with how far it is.</summary>
    /// <param name="log">The log, which stands at its end.</param>
    /// <param name="receipt">How far it is.</param>
    /// <exception cref="IOException">One of them could not be written; neither counts.</exception>
    public void Append(FileStream log, ReadOnlySpan<byte> text, LogReceipt receipt)
    {
        WholeAppend.Write(_file, Line(receipt.Sender, receipt.Number, log.Length, text.Length));
        _isUnsettled = true;
        WholeAppend.Write(log, text);
        _isUnsettled = false;
        Keep(receipt.Sender, receipt.Number);
    }

    /// <summary>Takes back a line whose text could not be written: it would count once other text makes the log as long.</summary>
    /// <param name="isForNewLog">Whether another log file begins, in which no start of a line is right.</param>
    /// <exception cref="IOException">The numbers cannot be written; those in the file stay.</exception>
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
            if (lines[i].Split(' ') is not [var sender, var second, var third, var fourth] || !TryRead(second, out long number) || !TryRead(third, out long start) || !TryRead(fourth, out long length))
            {
                throw new IOException(string.Create(
                    CultureInfo.InvariantCulture, $"{_path}:{i + 1}: '{Printable.Escape(lines[i])}' is no receipt; delete the file to begin anew, which may take the last records twice"));
            }

            // Only the last text can be missing. What is there of it is taken away, and its records come again.
            if (i == lines.Length - 1 && start != Settled && !TakeHalf(log, start, length))
            {
                return;
            }

            Keep(sender, number);
        }
    }

    /// <returns>Whether the text is whole.</returns>
    private static bool TakeHalf(string log, long start, long length)
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

    private static bool TryRead(string word, out long number) => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
