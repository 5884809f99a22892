namespace PhenixScaleApp.Logs;

/// <summary>The names of levels in <c>PHENIX_LOG_LEVEL</c>.</summary>
internal static class LogLevels
{
    /// <summary>Returns the minimum level; null if the name is unknown.</summary>
    /// <param name="name">Name in any case. Two names are levels that no message of the app has.</param>
    public static LogLevel? Find(string name) => name.ToUpperInvariant() switch
    {
        "TRACE" or "DEBUG" => LogLevel.Debug,
        "INFO" => LogLevel.Info,
        "SUCCESS" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" => LogLevel.Critical,
        _ => null,
    };
}
