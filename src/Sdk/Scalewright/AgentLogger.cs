using Microsoft.Extensions.Logging;
using Scalewright.Agents.BuiltIn;

namespace Scalewright.Hosting;

/// <summary>Entries of one category as lines of an agent's log.</summary>
internal sealed class AgentLogger(AgentLog log, string category) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            log.Write(NumberOf(logLevel), category, formatter(state, exception), exception, file: "", line: 0);
        }
    }

    private static int NumberOf(LogLevel level) => level switch
    {
        LogLevel.Critical => 50,
        LogLevel.Error => 40,
        LogLevel.Warning => 30,
        LogLevel.Information => 20,
        LogLevel.Debug => 10,
        _ => 5,
    };
}
