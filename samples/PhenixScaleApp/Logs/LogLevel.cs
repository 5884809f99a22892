namespace PhenixScaleApp.Logs;

/// <summary>Severity of a log message, with the names of the reference.</summary>
internal enum LogLevel
{
    /// <summary>Reason for an action.</summary>
    Debug,

    /// <summary>Action.</summary>
    Info,

    /// <summary>Problem that does not stop the run.</summary>
    Warning,

    /// <summary>Error.</summary>
    Error,

    /// <summary>Disables logging.</summary>
    Critical,
}
