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
