namespace Scalewright.Logs;

/// <summary>What a node said at one moment.</summary>
/// <remarks>The fields are those of a Python log record, so that senders of vt_cluster's format are understood as they are.</remarks>
public sealed record LogRecord
{
    /// <summary>Who says it, as in <c>avocado.service.examples.hello</c>; null when the sender did not say.</summary>
    public string? Logger { get; init; }

    /// <summary>When, as the sender wrote it: usually <c>2024-11-25 21:11:46,122</c>; null when it sent null.</summary>
    public string? Time { get; init; }

    /// <summary>Moment the record was made, which <see cref="Time"/> shows; null when only the text is known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How serious: 10 debug, 20 information, 30 warning, 40 error, 50 critical; 0 when the sender did not say.</summary>
    public int Level { get; init; }

    /// <summary>The sender's word for the level; null when it did not say, and <c>None</c>, as Python shows it, when it sent null.</summary>
    public string? LevelName { get; init; }

    /// <summary>What is said: text, or the JSON of anything else, in which <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> stand as Python's <c>json</c> writes them.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether <see cref="Message"/> is the JSON of something that is no text. Default false.</summary>
    public bool IsJson { get; init; }

    /// <summary>The exception that goes with it, one piece after another; empty for none.</summary>
    public ValueList<string> Exception { get; init; } = [];

    /// <summary>The stack at the place of the call; null for none.</summary>
    public string? Stack { get; init; }

    /// <summary>The sender's module; empty when it did not say.</summary>
    public string Module { get; init; } = "";

    /// <summary>The path of the sender's source file; empty when it did not say.</summary>
    public string Path { get; init; } = "";

    /// <summary>The sender's function; empty when it did not say.</summary>
    public string Function { get; init; } = "";

    /// <summary>The line in the sender's module; 0 when it did not say.</summary>
    public int Line { get; init; }

    /// <summary>Returns the record with a moment, as <see cref="Created"/> and, in its own time zone, as <see cref="Time"/>.</summary>
    /// <param name="moment">Moment the record was made.</param>
    public LogRecord At(DateTimeOffset moment) => this with { Created = moment, Time = LogTime.Format(moment) };
}
