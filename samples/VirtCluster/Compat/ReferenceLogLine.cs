using System.Text.Json;
using Scalewright.Logs;

namespace VirtCluster.Compat;

/// <summary>Lines exactly as vt_cluster's log server hands them on: <c>TAG(ADDRESS) TIME LOGGER LEVEL | TEXT</c>, with nothing escaped, and no exception or stack.</summary>
internal static class ReferenceLogLine
{
    /// <summary>The level it hands every line on with.</summary>
    public const string Level = "INFO";

    /// <summary>The line, without an end.</summary>
    public static string Format(LogOrigin origin, LogRecord record) =>
        $"{origin.Tag}({origin.Address}) {record.Time ?? "None"} {record.Logger ?? "None"} {record.LevelName ?? "Level None"} | {Message(record)}";

    private static string Message(LogRecord record)
    {
        if (!record.IsJson)
        {
            return record.Message;
        }

        using JsonDocument document = JsonDocument.Parse(PythonText.ToJson(record.Message), new JsonDocumentOptions { MaxDepth = 512 });
        return PythonText.Str(document.RootElement);
    }
}
