using Microsoft.Extensions.Logging;
using Scalewright.Agents.BuiltIn;

namespace Scalewright.Hosting;

/// <summary>Gives what a service says to its <see cref="ILogger"/> to the log of its agent, which controllers follow.</summary>
/// <remarks>The logger is named by the category. Levels are Python's: trace is 5, debug 10, information 20, warning 30, error 40, critical 50. Scopes and the attributes of an entry are
/// not sent. Writing never waits.</remarks>
/// <param name="log">The agent's log, as <see cref="Agents.Services.ServiceContext.Log"/> has it.</param>
public sealed class AgentLoggerProvider(AgentLog log) : ILoggerProvider
{
    private readonly AgentLog _log = log ?? throw new ArgumentNullException(nameof(log));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new AgentLogger(_log, categoryName);

    /// <summary>Does nothing: the log belongs to the agent.</summary>
    public void Dispose()
    {
    }
}

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
