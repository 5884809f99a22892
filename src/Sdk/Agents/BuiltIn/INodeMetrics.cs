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

    /// <summary>Measures immediately, and then once per interval.</summary>
    /// <param name="interval">Time between measurements. Intervals below 100 ms are raised to 100 ms.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    [AgentCall(TimeoutSeconds = double.PositiveInfinity)]
    IAsyncEnumerable<NodeMetrics> WatchAsync(TimeSpan interval, CancellationToken cancellationToken);
}
