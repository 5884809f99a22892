using System.Collections;
using Microsoft.Extensions.Logging;
using Scalewright.Logs;

namespace Scalewright.Hosting;

/// <summary>Passes node logs to the program's loggers, and thus to the console, files or OpenTelemetry.</summary>
/// <remarks>The category is the record's logger. Levels are Python's: below 10 is trace, from 10 debug, 20 information,
/// 30 warning, 40 error, 50 critical. Each entry has the attributes <c>node</c>, <c>tag</c>, <c>address</c> and
/// <c>time</c> (as sent). It also has <c>exception</c>, <c>stack</c>, <c>module</c>, <c>function</c> and <c>line</c> if
/// the sender sent them. Node text cannot forge lines or control a terminal: further lines are marked, and control
/// characters are escaped.</remarks>
/// <param name="loggers">Creates the loggers.</param>
public sealed class NodeLogSink(ILoggerFactory loggers) : ILogSink
{
    private const string Unnamed = "nodes";

    // Limits the number of loggers: nodes choose the names, and the factory keeps each logger forever.
    private const int MaxNames = 1000;

    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(records);
        foreach (LogRecord record in records)
        {
            ILogger logger = GetLogger(record.Logger);
            LogLevel level = GetLevel(record.Level);
            if (logger.IsEnabled(level))
            {
                logger.Log(level, default, Describe(origin, record), exception: null, static (entry, _) => entry.Message);
            }
        }

        return ValueTask.CompletedTask;
    }

    private static LogLevel GetLevel(int level) =>
        level switch
        {
            >= 50 => LogLevel.Critical,
            >= 40 => LogLevel.Error,
            >= 30 => LogLevel.Warning,
            >= 20 or 0 => LogLevel.Information,
            >= 10 => LogLevel.Debug,
            _ => LogLevel.Trace,
        };

    private static NodeLogEntry Describe(LogOrigin origin, LogRecord record)
    {
        List<KeyValuePair<string, object?>> facts =
        [
            KeyValuePair.Create("node", (object?)TextEscaping.Escape(origin.Node)),
            KeyValuePair.Create("tag", (object?)TextEscaping.Escape(origin.Tag)),
            KeyValuePair.Create("address", (object?)origin.Address),
        ];
        Add(facts, "time", record.Time);
        Add(facts, "exception", string.Join('\n', record.Exception));
        Add(facts, "stack", record.Stack);
        Add(facts, "module", record.Module);
        Add(facts, "function", record.Function);
        if (record.Line != 0)
        {
            facts.Add(KeyValuePair.Create("line", (object?)record.Line));
        }

        return new NodeLogEntry(Lines(record.Message), facts);
    }

    private static void Add(List<KeyValuePair<string, object?>> facts, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            facts.Add(KeyValuePair.Create(name, (object?)Lines(text)));
        }
    }

    private static string Lines(string text) =>
        string.Join("\n    > ", text.Split('\n').Select(line => TextEscaping.EscapeAndTruncate(line.TrimEnd('\r'), int.MaxValue)));

    private ILogger GetLogger(string? name)
    {
        string category = string.IsNullOrEmpty(name) ? Unnamed : TextEscaping.Escape(name);
        if (_loggers.TryGetValue(category, out ILogger? cached))
        {
            return cached;
        }

        return _loggers.GetOrAdd(_loggers.Count >= MaxNames ? Unnamed : category, loggers.CreateLogger);
    }
}

internal sealed record NodeLogEntry(string Message, IReadOnlyList<KeyValuePair<string, object?>> Facts)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => Facts.Count;

    public KeyValuePair<string, object?> this[int index] => Facts[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Facts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Message;
}
