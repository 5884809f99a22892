namespace Scalewright.Experiments.Histories;

/// <summary>Reads the outcome of a run from the end of its file.</summary>
internal static class HistoryTail
{
    private const int BlockLength = 4_096;

    /// <summary>Returns the outcome; unfinished if the file does not exist.</summary>
    public static RunOutcome ReadOutcome(string file)
    {
        if (!File.Exists(file))
        {
            return RunOutcome.Unfinished;
        }

        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] block = new byte[BlockLength];
        if (stream.Length == 0 || Read(stream, stream.Length - 1, block.AsSpan(0, 1)) is not [(byte)'\n'])
        {
            return RunOutcome.Unfinished;
        }

        // The outcome is at the start of the line. The reason that follows can have any length.
        ReadOnlySpan<byte> last = Read(stream, FindLastLine(stream, block), block);
        if (last.StartsWith("{\"end\":\"completed\""u8))
        {
            return RunOutcome.Completed;
        }

        if (last.StartsWith("{\"end\":\"failed\""u8))
        {
            return RunOutcome.Failed;
        }

        return last.StartsWith("{\"end\":\"stopped\""u8) ? RunOutcome.Stopped : RunOutcome.Unfinished;
    }

    /// <summary>Returns the start of the last line of a file that ends with a line feed.</summary>
    private static long FindLastLine(FileStream stream, byte[] block)
    {
        for (long end = stream.Length - 1; end > 0; )
        {
            long start = Math.Max(0, end - block.Length);
            int at = Read(stream, start, block.AsSpan(0, (int)(end - start))).LastIndexOf((byte)'\n');
            if (at >= 0)
            {
                return start + at + 1;
            }

            end = start;
        }

        return 0;
    }

    private static ReadOnlySpan<byte> Read(FileStream stream, long start, Span<byte> block)
    {
        stream.Position = start;
        return block[..stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)];
    }
}
