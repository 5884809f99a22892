namespace Scalewright.Experiments.Histories;

/// <summary>Follows a run while it is written, also by another process.</summary>
/// <param name="file">File of the run; it does not need to exist yet.</param>
/// <param name="number">Number of the run, from 1.</param>
public sealed class HistoryFollower(string file, int number)
{
    private const int BlockLength = 64 * 1024;

    // Far longer than a line with a realistic number of series.
    private const int MaxLineBytes = 64 * 1024 * 1024;

    private HistoryLines _lines = new();
    private byte[] _partialLine = [];
    private long _read;
    private int _line;

    /// <summary>Reads the complete lines that were added. A file that became shorter is read from the start.</summary>
    /// <returns>A history that is valid until the next call, which appends to its series.</returns>
    /// <exception cref="ExperimentException">A line is not valid, or is longer than 64 MiB.</exception>
    public RunHistory Refresh()
    {
        if (File.Exists(file))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.Length < _read)
            {
                (_lines, _partialLine, _read, _line) = (new HistoryLines(), [], 0, 0);
            }

            stream.Position = _read;
            byte[] block = new byte[BlockLength];
            for (int count = stream.Read(block); count > 0; count = stream.Read(block))
            {
                _read += count;
                ReadLines(block.AsSpan(0, count));
            }
        }

        return _lines.ToHistory(number);
    }

    private void ReadLines(ReadOnlySpan<byte> bytes)
    {
        for (int end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            _lines.Read([.. _partialLine, .. bytes[..end]], file, ++_line);
            _partialLine = [];
            bytes = bytes[(end + 1)..];
        }

        if (_partialLine.Length + bytes.Length > MaxLineBytes)
        {
            throw HistoryReader.Damaged(file, _line, reason: null);
        }

        _partialLine = [.. _partialLine, .. bytes];
    }
}
