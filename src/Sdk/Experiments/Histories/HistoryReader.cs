namespace Scalewright.Experiments.Histories;

/// <summary>Reads the file of a <see cref="HistoryWriter"/>. Ignores an incomplete last line.</summary>
/// <example>
/// Reads the history of a run, and shows its events and its last throughput:
/// <code>
/// RunHistory history = HistoryReader.Read(File.ReadAllBytes("run-1.jsonl"), number: 1, "run-1.jsonl");
/// foreach (HistoryEvent mark in history.Events)
///     Console.WriteLine($"{mark.At} {mark.Kind} {mark.Text}");
/// Console.WriteLine($"{history.Outcome} at {history.Find("throughput").Values[^1]:0} records a second");
/// </code>
/// </example>
public static class HistoryReader
{
    /// <summary>Reads a run.</summary>
    /// <param name="utf8">Content of the file.</param>
    /// <param name="number">Number of the run, from 1.</param>
    /// <param name="source">Path of the file as the caller names it.</param>
    /// <exception cref="ExperimentException">A line is not valid.</exception>
    public static RunHistory Read(ReadOnlySpan<byte> utf8, int number, string source = "")
    {
        HistoryLines lines = new();
        int line = 0;
        for (int end = utf8.IndexOf((byte)'\n'); end >= 0; end = utf8.IndexOf((byte)'\n'))
        {
            lines.Read(utf8[..end], source, ++line);
            utf8 = utf8[(end + 1)..];
        }

        return lines.ToHistory(number);
    }

    internal static ExperimentException Damaged(string source, int line, Exception? reason) =>
        new(
            [
                new Problem(
                    ProblemCode.StateCorrupt,
                    "it is not a line of a history",
                    "restore the file from a backup, or run the definition again"
                )
                {
                    Source = source,
                    Position = new TextPosition(line, 1),
                },
            ],
            reason
        );
}
