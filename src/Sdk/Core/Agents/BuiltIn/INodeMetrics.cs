using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Measures the load of a node. Part of every agent.</summary>
[AgentService("scalewright.metrics")]
public partial interface INodeMetrics
{
    /// <summary>Measures once.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    [AgentCall(IsIdempotent = true)]
    Task<NodeMetrics> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Measures now, and then once per period.</summary>
    /// <param name="interval">Time between measurements. The minimum is 100 ms; shorter periods are raised to
    /// it.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    [AgentCall(TimeoutSeconds = double.PositiveInfinity)]
    IAsyncEnumerable<NodeMetrics> WatchAsync(TimeSpan interval, CancellationToken cancellationToken);
}
