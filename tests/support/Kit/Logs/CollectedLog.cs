using Microsoft.Extensions.Logging;

namespace Tests.Shared;

public sealed class CollectedLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _lines = [];

    /// <summary>As <c>4500 Information TEXT</c>.</summary>
    public IReadOnlyList<string> Lines => Above(LogLevel.Trace);

    public IReadOnlyList<string> Above(LogLevel level) => [.. _lines.Where(entry => entry.Level >= level).Select(entry => entry.Line)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Enqueue((logLevel, FormattableString.Invariant($"{eventId.Id} {logLevel} {formatter(state, exception)}{exception}")));
}
