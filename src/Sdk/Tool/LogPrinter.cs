using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Prints log lines. Thread-safe.</summary>
internal sealed class LogPrinter(TextWriter output, bool isJson)
{
    private readonly Lock _gate = new();
    private bool _hasLines;

    /// <summary>True if a line was printed.</summary>
    public bool HasLines
    {
        get
        {
            lock (_gate)
            {
                return _hasLines;
            }
        }
    }

    /// <exception cref="IOException">Standard output is full or closed.</exception>
    public void Print(LogLineOutput line)
    {
        string text = isJson ? JsonSerializer.Serialize(line, ToolJson.Default.LogLineOutput) : Describe(line);
        lock (_gate)
        {
            output.Write(text + "\n");
            output.Flush();
            _hasLines = true;
        }
    }

    private static string Describe(LogLineOutput line)
    {
        string message = TextEscaping.EscapeAndTruncate(line.Message, int.MaxValue);
        return line.Time is { } time
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{TextEscaping.Escape(line.Node)}: {time:yyyy-MM-ddTHH:mm:ss.fffZ} {line.Level} "
                    + $"{TextEscaping.Escape(line.Logger)}: {message}"
            )
            : $"{TextEscaping.Escape(line.Node)}: {message}";
    }
}
