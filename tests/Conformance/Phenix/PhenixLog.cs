using System.Text.Json;
using System.Text.RegularExpressions;

namespace Conformance.Phenix;

/// <summary>Reads the log of a run from its standard error: JSON lines, or lines for people.</summary>
internal static partial class PhenixLog
{
    /// <summary>The messages in order.</summary>
    public static IReadOnlyList<PhenixLogEntry> Read(string text)
    {
        List<PhenixLogEntry> entries = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("{\"level\"", StringComparison.Ordinal))
            {
                AddJson(entries, line);
            }
            else if (ConsoleLine().Match(line) is { Success: true } match)
            {
                entries.Add(new PhenixLogEntry(match.Groups["level"].Value, match.Groups["message"].Value, ""));
            }
            else if (entries.Count > 0)
            {
                entries[^1] = entries[^1] with { Trace = $"{entries[^1].Trace}{line}\n" };
            }
        }

        return entries;
    }

    private static void AddJson(List<PhenixLogEntry> entries, string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        string message = root.GetProperty("msg").GetString()!;
        bool isTrace = root.TryGetProperty("chunk_type", out _);
        if (isTrace)
        {
            entries[^1] = entries[^1] with { Trace = $"{entries[^1].Trace}{message}\n" };
        }
        else if (root.TryGetProperty("part", out JsonElement part) && part.GetInt32() > 1)
        {
            entries[^1] = entries[^1] with { Message = $"{entries[^1].Message}\n{message}" };
        }
        else
        {
            string trace = root.TryGetProperty("traceback", out JsonElement value) ? value.GetString()! : "";
            entries.Add(new PhenixLogEntry(root.GetProperty("level").GetString()!, message, trace));
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| (?<level>[A-Z]+) *\| (?<message>.*)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ConsoleLine();
}
