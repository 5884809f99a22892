using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>How every agent's node does.</summary>
[AgentService("scalewright.metrics")]
public partial interface INodeMetrics
{
    /// <summary>Measures now.</summary>
    /// <param name="cancellationToken">Ends the measuring.</param>
    [AgentCall(IsRepeatable = true)]
    Task<NodeMetrics> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Measures now, and again after each period.</summary>
    /// <param name="period">From one to the next; 100 ms or more, shorter ones are taken as that.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [AgentCall(DeadlineSeconds = double.PositiveInfinity)]
    IAsyncEnumerable<NodeMetrics> WatchAsync(TimeSpan period, CancellationToken cancellationToken);
}
