using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>A line of a log. 'logs --json' prints one such object on each line.</summary>
[Description("A line of a log. 'logs --json' prints one such object on each line.")]
internal sealed record LogLineOutput(
    [property: Description("Host name.")] string Node,
    [property: Description("When it was written; null for a line of a file.")] DateTime? Time,
    [property: Description("'DEBUG', 'INFO', 'WARNING', 'ERROR' or 'CRITICAL'; empty for a line of a file.")] string Level,
    [property: Description("Name of the logger; the path for a line of a file.")] string Logger,
    [property: Description("The text.")] string Message);
