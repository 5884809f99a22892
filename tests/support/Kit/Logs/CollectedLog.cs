using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tests.Shared;

/// <summary>Keeps every line that is written, down to the lowest level.</summary>
/// <typeparam name="T">Who writes.</typeparam>
public sealed class CollectedLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _lines = [];

    /// <summary>All lines, as <c>4500 Information TEXT</c>.</summary>
    public IReadOnlyList<string> Lines => Above(LogLevel.Trace);

    /// <summary>The lines of a level and those above it.</summary>
    public IReadOnlyList<string> Above(LogLevel level) => [.. _lines.Where(entry => entry.Level >= level).Select(entry => entry.Line)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, FormattableString.Invariant($"{eventId.Id} {logLevel} {formatter(state, exception)}{exception}")));
}
