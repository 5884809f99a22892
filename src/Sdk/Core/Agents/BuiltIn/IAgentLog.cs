using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Log of an agent and its services.</summary>
/// <remarks>Lines are stored before they are sent, so a late or reconnecting reader misses none.</remarks>
[AgentService("scalewright.log")]
public partial interface IAgentLog
{
    /// <summary>Returns the stored lines, then each new line as it is written.</summary>
    /// <param name="start"><see cref="AgentLogLine.Start"/> of the last known line; null: any. After a restart of the
    /// agent, all lines are returned.</param>
    /// <param name="after">Number of the last known line; 0: all stored lines.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    [AgentCall(DeadlineSeconds = double.PositiveInfinity)]
    IAsyncEnumerable<AgentLogLine> FollowAsync(DateTimeOffset? start, long after, CancellationToken cancellationToken);

    /// <summary>Returns the current end of the log, for readers that wait for all lines.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    [AgentCall(IsRepeatable = true)]
    Task<AgentLogEnd> EndAsync(CancellationToken cancellationToken);
}
