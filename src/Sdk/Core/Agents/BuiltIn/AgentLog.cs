using System.Runtime.CompilerServices;
using Scalewright.Agents.Wire;

namespace Scalewright.Agents.BuiltIn;

/// <summary>What services of an agent say. The newest 10,000 lines are kept for who follows them; writing never waits. Thread-safe.</summary>
/// <param name="clock">The node's time.</param>
public sealed class AgentLog(TimeProvider clock)
{
    private const int LinesMax = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<AgentLogLine> _lines = new();
    private readonly List<Wakeup> _waiting = [];
    private long _last;

    /// <summary>When it was begun: tells the lines of one start of an agent from those of another.</summary>
    internal DateTimeOffset Began { get; } = clock.GetUtcNow();

    /// <summary>Says something.</summary>
    /// <param name="level">How serious: 10 debug, 20 information, 30 warning, 40 error, 50 critical.</param>
    /// <param name="logger">Who says it.</param>
    /// <param name="message">What is said.</param>
    /// <param name="exception">The exception that goes with it; null: none.</param>
    /// <param name="file">The file that says it; the compiler gives it. Folder and ending are not kept.</param>
    /// <param name="line">The line of that file; the compiler gives it.</param>
    public void Write(int level, string logger, string message, Exception? exception = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(file);
        Wakeup[] waiting;
        lock (_gate)
        {
            _lines.Enqueue(new AgentLogLine(++_last, clock.GetUtcNow(), level, logger, message) { Start = Began, Exception = exception?.ToString() ?? "", Module = ModuleOf(file), Line = line });
            if (_lines.Count > LinesMax)
            {
                _lines.Dequeue();
            }

            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (Wakeup one in waiting)
        {
            one.Wake();
        }
    }

    /// <summary>The line that was said last.</summary>
    internal AgentLogEnd End
    {
        get
        {
            lock (_gate)
            {
                return new AgentLogEnd(Began, _last);
            }
        }
    }

    /// <summary>The lines after one, or what ends when there are some.</summary>
    internal AgentLogLine[] Read(long after, out Wakeup? news)
    {
        lock (_gate)
        {
            news = null;
            if (after >= _last)
            {
                _waiting.RemoveAll(static one => one.IsOver);
                _waiting.Add(news = new Wakeup());
                return [];
            }

            return [.. _lines.Where(line => line.Number > after)];
        }
    }

    // The compiler may have run on another system.
    private static string ModuleOf(string file) => Path.GetFileNameWithoutExtension(file[(file.LastIndexOfAny(['/', '\\']) + 1)..]);
}
