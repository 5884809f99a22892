namespace Scalewright.Traces;

/// <summary>Format of an exported trace.</summary>
public enum RunTraceFormat
{
    /// <summary>Protocol buffers for the Perfetto viewer.</summary>
    Perfetto,

    /// <summary>Log with vector clocks for ShiViz.</summary>
    ShiViz,

    /// <summary>OpenTelemetry in JSON: a line of spans, and a line of log records if there are any.</summary>
    Otlp,

    /// <summary>A JSON object per event and line, with resolved names.</summary>
    Json,

    /// <summary>The viewer: a page as <see cref="RunTracePage"/> writes it, titled with its first run.</summary>
    Html,
}
