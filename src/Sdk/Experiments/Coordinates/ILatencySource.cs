namespace Scalewright.Experiments.Coordinates;

/// <summary>Estimates the network latency between machines.</summary>
public interface ILatencySource
{
    /// <summary>Refreshes the estimates, by a query or by more measurements.</summary>
    /// <param name="machines">The running machines.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    /// <exception cref="ScalewrightException">Latencies are not available now. Strategies decide without
    /// them.</exception>
    Task MeasureAsync(ValueList<string> machines, CancellationToken cancellationToken);

    /// <summary>Estimated latency in seconds from one machine to another; infinite for unknown machines.</summary>
    /// <param name="one">The first machine.</param>
    /// <param name="other">The other machine.</param>
    double GetLatency(string one, string other);
}
