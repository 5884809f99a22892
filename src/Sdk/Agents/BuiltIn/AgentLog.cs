using System.Runtime.CompilerServices;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Log of an agent's services. Keeps the newest 10,000 lines. Writing never blocks. Thread-safe.</summary>
/// <param name="clock">Time provider of the node.</param>
public sealed class AgentLog(TimeProvider clock)
{
    private const int MaxLines = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<AgentLogLine> _lines = new();
    private readonly List<AsyncSignal> _waiting = [];
    private long _last;

    /// <summary>Start time of the log. Distinguishes the lines of different starts of the agent.</summary>
    internal DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>Writes a line.</summary>
    /// <param name="level">Severity: 10 debug, 20 information, 30 warning, 40 error, 50 critical.</param>
    /// <param name="logger">Name of the logger.</param>
    /// <param name="message">The message.</param>
    /// <param name="exception">Exception to log, or null.</param>
    /// <param name="file">Source file, set by the compiler. Folder and extension are dropped.</param>
    /// <param name="line">Line in the source file, set by the compiler.</param>
    public void Write(
        int level,
        string logger,
        string message,
        Exception? exception = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(file);
        AsyncSignal[] waiting;
        lock (_gate)
        {
            _lines.Enqueue(
                new AgentLogLine(++_last, clock.GetUtcNow(), level, logger, message)
                {
                    LogStartedAt = StartedAt,
                    Exception = exception?.ToString() ?? "",
                    Module = GetModule(file),
                    Line = line,
                }
            );
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }

            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (AsyncSignal signal in waiting)
        {
            signal.Wake();
        }
    }

    internal AgentLogPosition End
    {
        get
        {
            lock (_gate)
            {
                return new AgentLogPosition(StartedAt, _last);
            }
        }
    }

    /// <summary>Returns the lines after a line number, or a signal for the next line if no line follows.</summary>
    internal AgentLogLine[] Read(long after, out AsyncSignal? signal)
    {
        lock (_gate)
        {
            signal = null;
            if (after >= _last)
            {
                _waiting.RemoveAll(static signal => signal.IsCompleted);
                _waiting.Add(signal = new AsyncSignal());
                return [];
            }

            return [.. _lines.Where(line => line.Number > after)];
        }
    }

    // The compiler may have run on an operating system with a different path separator.
    private static string GetModule(string file) => Path.GetFileNameWithoutExtension(file[(file.LastIndexOfAny(['/', '\\']) + 1)..]);
}
