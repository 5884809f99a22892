using System.Runtime.CompilerServices;

namespace PhenixScaleApp.Logs;

/// <summary>The log of a run: text lines, or JSON lines for the calling program.</summary>
/// <param name="output">Receives the lines.</param>
/// <param name="isJson">True for JSON lines.</param>
/// <param name="least">Minimum level.</param>
/// <param name="clock">Time source of the lines.</param>
internal sealed class AppLog(TextWriter output, bool isJson, LogLevel least, TimeProvider clock)
{
    private const string DefaultFile = "/var/log/phenix/phenix-apps.log";

    /// <summary>True to write tables as text, false to log them as one message.</summary>
    public bool PrintsTables { get; private init; }

    public bool IsJson => isJson;

    /// <summary>True if the lines go to standard error by configuration.</summary>
    public bool IsOnError { get; private init; }

    /// <summary>Opens the log as configured by <c>PHENIX_LOG_FILE</c> and <c>PHENIX_LOG_LEVEL</c>.</summary>
    /// <param name="host">Environment, clock and standard error.</param>
    /// <param name="dryRun">True to log text lines, as in all dry runs.</param>
    /// <remarks>If the log file cannot be opened, the lines go to standard error.</remarks>
    public static AppLog Open(AppHost host, bool dryRun)
    {
        LogLevel least = LogLevels.Find(LevelName(host)) ?? LogLevel.Info;
        string file = host.Variable("PHENIX_LOG_FILE") ?? DefaultFile;
        if (dryRun || file.Length == 0)
        {
            return new AppLog(host.Error, isJson: false, least, host.Clock) { PrintsTables = dryRun, IsOnError = true };
        }

        TextWriter target = file == "stderr" ? host.Error : OpenFile(file) ?? host.Error;
        return new AppLog(target, isJson: true, least, host.Clock) { IsOnError = file == "stderr" };
    }

    /// <summary>Name of the configured minimum level.</summary>
    public static string LevelName(AppHost host) => host.Variable("PHENIX_LOG_LEVEL") ?? "INFO";

    public bool IsEnabled(LogLevel level) => level >= least;

    /// <summary>Logs the reason for an action.</summary>
    public void Debug(string message, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Write(LogLevel.Debug, message, null, file, line);

    /// <summary>Logs an action.</summary>
    public void Info(string message, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Write(LogLevel.Info, message, null, file, line);

    /// <summary>Logs a problem that does not stop the run.</summary>
    public void Warning(string message, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Write(LogLevel.Warning, message, null, file, line);

    /// <summary>Logs an error.</summary>
    /// <param name="trace">The underlying error; null for none.</param>
    public void Error(string message, string? trace = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Write(LogLevel.Error, message, trace, file, line);

    /// <summary>Writes output that is not a log line, for example a table.</summary>
    public void Print(string text) => output.WriteLine(text);

    private static StreamWriter? OpenFile(string path)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            return new StreamWriter(new LogStream(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))) { AutoFlush = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(LogLevel level, string message, string? trace, string file, int line)
    {
        if (level < least)
        {
            return;
        }

        DateTimeOffset now = clock.GetLocalNow();
        if (isJson)
        {
            foreach (string text in JsonLines.Format(level, now, Path.GetFileName(file), line, message, trace))
            {
                output.WriteLine(text);
            }
        }
        else
        {
            output.WriteLine($"{now:yyyy-MM-dd HH:mm:ss} | {level.ToString().ToUpperInvariant(),-8} | {message}{(trace is null ? "" : $"\n{trace}")}");
        }
    }
}
