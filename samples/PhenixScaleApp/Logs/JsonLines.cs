using System.Text;
using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Logs;

/// <summary>Formats a log message as JSON lines, split so that no line is too long for readers.</summary>
internal static class JsonLines
{
    private const int MaxPieceLength = 16_384;

    /// <summary>Lines of a message: more than one if it has several lines or is long.</summary>
    public static IEnumerable<string> Format(LogLevel level, DateTimeOffset at, string file, int line, string message, string? trace)
    {
        List<string> pieces = Split(message);
        List<string> traces = trace is null ? [] : Split(trace);
        if (pieces.Count == 1 && traces.Count <= 1)
        {
            yield return Line(level, at, file, line, json =>
            {
                json.Set("msg", pieces[0]);
                if (traces.Count == 1)
                {
                    json.Set("traceback", traces[0]);
                }
            });
            yield break;
        }

        int parts = pieces.Count + traces.Count;
        for (int i = 0; i < parts; i++)
        {
            bool isTrace = i >= pieces.Count;
            string piece = isTrace ? traces[i - pieces.Count] : pieces[i];
            int part = i + 1;
            yield return Line(level, at, file, line, json =>
            {
                json.Set("msg", piece);
                json.Set("part", new ScalarValue(part));
                json.Set("parts", new ScalarValue(parts));
                if (isTrace)
                {
                    json.Set("chunk_type", "traceback");
                }
            });
        }
    }

    private static string Line(LogLevel level, DateTimeOffset at, string file, int line, Action<MapValue> addMessage)
    {
        MapValue entry = new MapValue()
            .Set("level", level.ToString().ToUpperInvariant())
            .Set("proc_time", $"{at:yyyy-MM-dd HH:mm:ss.fff}")
            .Set("file", file)
            .Set("line", new ScalarValue(line));
        addMessage(entry);
        using MemoryStream buffer = new();
        DocumentWriter.Write(entry, buffer, indented: false);
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)).TrimEnd('\n');
    }

    private static List<string> Split(string text)
    {
        List<string> pieces = [];
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            for (int at = 0; at == 0 || at < line.Length; at += MaxPieceLength)
            {
                pieces.Add(line.Substring(at, Math.Min(MaxPieceLength, line.Length - at)));
            }
        }

        return pieces;
    }
}
