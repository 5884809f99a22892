namespace Scalewright.Logs;

/// <summary>Log record of a node.</summary>
/// <remarks>The fields are those of a Python log record, so that vt_cluster's format needs no conversion.</remarks>
public sealed record LogRecord
{
    /// <summary>Logger name, for example <c>avocado.service.examples.hello</c>; null if missing.</summary>
    public string? Logger { get; init; }

    /// <summary>Time text, usually <c>2024-11-25 21:11:46,122</c>; null if the sender sent null.</summary>
    public string? Time { get; init; }

    /// <summary>Creation time, shown by <see cref="Time"/>; null if only that text is known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Severity: 10 debug, 20 information, 30 warning, 40 error, 50 critical; 0 if missing.</summary>
    public int Level { get; init; }

    /// <summary>Level name; null if missing, and <c>None</c>, as in Python, if the sender sent null.</summary>
    public string? LevelName { get; init; }

    /// <summary>Text, or the JSON of any other value.</summary>
    /// <remarks><c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are written as by Python's <c>json</c>.</remarks>
    public string Message { get; init; } = "";

    /// <summary>True if <see cref="Message"/> is the JSON of a value other than text. Default false.</summary>
    public bool IsJson { get; init; }

    /// <summary>Exception in parts; empty if there is no exception.</summary>
    public ValueList<string> Exception { get; init; } = [];

    /// <summary>Stack trace of the logging call; null if missing.</summary>
    public string? Stack { get; init; }

    /// <summary>Module of the sender; empty if missing.</summary>
    public string Module { get; init; } = "";

    /// <summary>Path of the sender's source file; empty if missing.</summary>
    public string Path { get; init; } = "";

    /// <summary>Function of the sender; empty if missing.</summary>
    public string Function { get; init; } = "";

    /// <summary>Line in the sender's module; 0 if missing.</summary>
    public int Line { get; init; }

    /// <summary>Returns the record with <see cref="Created"/>, and <see cref="Time"/> in that time zone.</summary>
    /// <param name="timestamp">Creation time of the record.</param>
    public LogRecord WithTimestamp(DateTimeOffset timestamp) => this with { Created = timestamp, Time = LogTime.Format(timestamp) };
}
