namespace PhenixScaleApp.Logs;

/// <summary>The names of levels in <c>PHENIX_LOG_LEVEL</c>.</summary>
internal static class LogLevels
{
    /// <summary>The lowest level that is written; null when the name is not known.</summary>
    /// <param name="name">In letters of any case. Two names stand for levels that no message of the app has.</param>
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
