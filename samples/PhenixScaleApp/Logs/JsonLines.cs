using System.Text;
using System.Text.Json;

namespace PhenixScaleApp.Logs;

/// <summary>One log message as JSON lines: split by line and by length, so that no reader meets an endless line.</summary>
internal static class JsonLines
{
    private const int PieceLengthMax = 16_384;

    /// <summary>The lines of a message; one, unless it has several lines or is long.</summary>
    public static IEnumerable<string> Format(LogLevel level, DateTimeOffset at, string file, int line, string message, string? trace)
    {
        List<string> pieces = Split(message);
        List<string> traces = trace is null ? [] : Split(trace);
        if (pieces.Count == 1 && traces.Count <= 1)
        {
            yield return Line(level, at, file, line, json =>
            {
                json.WriteString("msg", pieces[0]);
                if (traces.Count == 1)
                {
                    json.WriteString("traceback", traces[0]);
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
                json.WriteString("msg", piece);
                json.WriteNumber("part", part);
                json.WriteNumber("parts", parts);
                if (isTrace)
                {
                    json.WriteString("chunk_type", "traceback");
                }
            });
        }
    }

    private static string Line(LogLevel level, DateTimeOffset at, string file, int line, Action<Utf8JsonWriter> writeMessage)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("level", level.ToString().ToUpperInvariant());
            json.WriteString("proc_time", $"{at:yyyy-MM-dd HH:mm:ss.fff}");
            json.WriteString("file", file);
            json.WriteNumber("line", line);
            writeMessage(json);
            json.WriteEndObject();
        }

        return Spaced(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>A blank behind each colon and comma between entries, as other lines of that log have.</summary>
    private static string Spaced(string json)
    {
        StringBuilder text = new(json.Length + 16);
        bool isQuoted = false;
        for (int i = 0; i < json.Length; i++)
        {
            text.Append(json[i]);
            if (json[i] == '\\')
            {
                text.Append(json[++i]);
            }
            else if (json[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && json[i] is ',' or ':')
            {
                text.Append(' ');
            }
        }

        return text.ToString();
    }

    private static List<string> Split(string text)
    {
        List<string> pieces = [];
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            for (int at = 0; at == 0 || at < line.Length; at += PieceLengthMax)
            {
                pieces.Add(line.Substring(at, Math.Min(PieceLengthMax, line.Length - at)));
            }
        }

        return pieces;
    }
}
