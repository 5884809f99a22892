using System.Runtime.CompilerServices;

namespace PhenixScaleApp.Logs;

/// <summary>The log of a run: lines for people, or JSON lines for the program that called.</summary>
/// <param name="output">Where lines go.</param>
/// <param name="isJson">True for JSON lines.</param>
/// <param name="least">The lowest level that is written.</param>
/// <param name="clock">The time that lines carry.</param>
internal sealed class AppLog(TextWriter output, bool isJson, LogLevel least, TimeProvider clock)
{
    private const string DefaultFile = "/var/log/phenix/phenix-apps.log";

    /// <summary>True when a table is written as it is; else it is one message.</summary>
    public bool PrintsTables { get; private init; }

    /// <summary>True when lines are JSON, for the program that called.</summary>
    public bool IsJson => isJson;

    /// <summary>True when standard error was chosen for the lines.</summary>
    public bool IsOnError { get; private init; }

    /// <summary>Opens the log that the environment asks for: <c>PHENIX_LOG_FILE</c>, <c>PHENIX_LOG_LEVEL</c>.</summary>
    /// <param name="host">Environment, clock and standard error.</param>
    /// <param name="dryRun">Dry runs always log for people.</param>
    /// <remarks>A log file that cannot be opened is no reason not to run: lines then go to standard error.</remarks>
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

    /// <summary>Name of the lowest level that is asked for.</summary>
    public static string LevelName(AppHost host) => host.Variable("PHENIX_LOG_LEVEL") ?? "INFO";

    /// <summary>True when lines of a level are written.</summary>
    public bool IsEnabled(LogLevel level) => level >= least;

    /// <summary>Logs why something is done.</summary>
    public void Debug(string message, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Write(LogLevel.Debug, message, null, file, line);

    /// <summary>Logs what is done.</summary>
    public void Info(string message, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Write(LogLevel.Info, message, null, file, line);

    /// <summary>Logs that the work goes on without something.</summary>
    public void Warning(string message, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Write(LogLevel.Warning, message, null, file, line);

    /// <summary>Logs that something is not as it was asked for.</summary>
    /// <param name="message">What.</param>
    /// <param name="trace">The error behind it; null when there is none.</param>
    /// <param name="file">The caller's file.</param>
    /// <param name="line">The caller's line.</param>
    public void Error(string message, string? trace = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Write(LogLevel.Error, message, trace, file, line);

    /// <summary>Writes what belongs to the run and is no log line, such as a table.</summary>
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
