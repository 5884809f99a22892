using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Log of an agent and its services.</summary>
/// <remarks>Lines are stored before they are sent, so that late or reconnecting readers receive them, too.</remarks>
[AgentService("scalewright.log")]
public partial interface IAgentLog
{
    /// <summary>Returns the stored lines, then each new line as it is written.</summary>
    /// <param name="logStartedAt"><see cref="AgentLogLine.LogStartedAt"/> of the last known line; null: any. After a
    /// restart of the agent, all lines are returned.</param>
    /// <param name="afterNumber">Number of the last known line; 0: all stored lines.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    [AgentCall(TimeoutSeconds = double.PositiveInfinity)]
    IAsyncEnumerable<AgentLogLine> FollowAsync(DateTimeOffset? logStartedAt, long afterNumber, CancellationToken cancellationToken);

    /// <summary>Returns the current end of the log, so that a reader can wait for all lines up to it.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    [AgentCall(IsIdempotent = true)]
    Task<AgentLogPosition> GetPositionAsync(CancellationToken cancellationToken);
}
