namespace Scalewright.Experiments.Histories;

/// <summary>How a run ended, from the end of its file alone.</summary>
internal static class HistoryTail
{
    private const int TailMax = 4_096;

    /// <summary>How it ended; unfinished when there is no file.</summary>
    public static RunOutcome OutcomeOf(string file)
    {
        if (!File.Exists(file))
        {
            return RunOutcome.Unfinished;
        }

        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-Math.Min(stream.Length, TailMax), SeekOrigin.End);
        byte[] tail = new byte[TailMax];
        int length = stream.ReadAtLeast(tail, TailMax, throwOnEndOfStream: false);
        ReadOnlySpan<byte> text = tail.AsSpan(0, length);
        if (text.IsEmpty || text[^1] != '\n')
        {
            return RunOutcome.Unfinished;
        }

        ReadOnlySpan<byte> last = text[(text[..^1].LastIndexOf((byte)'\n') + 1)..];
        return last.StartsWith("{\"end\":\"completed\""u8) ? RunOutcome.Completed
            : last.StartsWith("{\"end\":\"failed\""u8) ? RunOutcome.Failed
            : last.StartsWith("{\"end\":\"stopped\""u8) ? RunOutcome.Stopped
            : RunOutcome.Unfinished;
    }
}
