using Microsoft.Extensions.Logging;
using Scalewright.Agents.BuiltIn;

namespace Scalewright.Hosting;

/// <summary>Writes a service's <see cref="ILogger"/> output to its agent's log, which controllers follow.</summary>
/// <remarks>The category is the logger name. Levels are Python's: trace is 5, debug 10, information 20, warning 30,
/// error 40, critical 50. Scopes and attributes are not sent. Writing never blocks.</remarks>
/// <param name="log">Log of the agent, from <see cref="Agents.Services.ServiceContext.Log"/>.</param>
public sealed class AgentLoggerProvider(AgentLog log) : ILoggerProvider
{
    private readonly AgentLog _log = log ?? throw new ArgumentNullException(nameof(log));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new AgentLogger(_log, categoryName);

    /// <summary>Does nothing: the log belongs to the agent.</summary>
    public void Dispose() { }
}

internal sealed class AgentLogger(AgentLog log, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
        {
            log.Write(GetNumber(logLevel), category, formatter(state, exception), exception, file: "", line: 0);
        }
    }

    private static int GetNumber(LogLevel level) =>
        level switch
        {
            LogLevel.Critical => 50,
            LogLevel.Error => 40,
            LogLevel.Warning => 30,
            LogLevel.Information => 20,
            LogLevel.Debug => 10,
            _ => 5,
        };
}
