namespace PhenixScaleApp.Logs;

/// <summary>How grave a log message is; names as in the reference.</summary>
internal enum LogLevel
{
    /// <summary>Why something is done.</summary>
    Debug,

    /// <summary>What is done.</summary>
    Info,

    /// <summary>The work goes on without something.</summary>
    Warning,

    /// <summary>Something is not as it was asked for.</summary>
    Error,

    /// <summary>Nothing is logged.</summary>
    Critical,
}
