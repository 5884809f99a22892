using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>What an agent and its services said. Lines are kept first and sent then, so that none is missed by who comes late or comes again.</summary>
[AgentService("scalewright.log")]
public partial interface IAgentLog
{
    /// <summary>The lines kept, and then each as it is said.</summary>
    /// <param name="start">The <see cref="AgentLogLine.Start"/> of the last line that is known; null: whichever. When the agent was started anew since, all lines are given.</param>
    /// <param name="after">The number of the last line that is known; 0: all that are kept.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    [AgentCall(DeadlineSeconds = double.PositiveInfinity)]
    IAsyncEnumerable<AgentLogLine> FollowAsync(DateTimeOffset? start, long after, CancellationToken cancellationToken);

    /// <summary>How far the log goes now, for who waits until all of it has come.</summary>
    /// <param name="cancellationToken">Ends the asking.</param>
    [AgentCall(IsRepeatable = true)]
    Task<AgentLogEnd> EndAsync(CancellationToken cancellationToken);
}
