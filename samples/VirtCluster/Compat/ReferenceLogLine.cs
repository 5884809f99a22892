using System.Text.Json;
using Scalewright.Logs;

namespace VirtCluster.Compat;

/// <summary>
/// Formats lines exactly as vt_cluster's log server forwards them: <c>TAG(ADDRESS) TIME LOGGER LEVEL | TEXT</c>,
/// without escapes, exceptions and stacks.
/// </summary>
internal static class ReferenceLogLine
{
    /// <summary>Level of all forwarded lines.</summary>
    public const string Level = "INFO";

    /// <summary>Formats a line without a line break.</summary>
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
