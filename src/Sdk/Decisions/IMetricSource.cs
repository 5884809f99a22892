namespace Scalewright.Decisions;

/// <summary>Source of a metric for an engine. A failed or invalid reading affects only this metric.</summary>
public interface IMetricSource
{
    /// <summary>Name by which policies find the metric.</summary>
    string Name { get; }

    /// <summary>
    /// Maximum age of a reading or of a node's sample; older ones are stale. Default 1 minute. A timestamp of more than
    /// 10 minutes in the future counts as a failure.
    /// </summary>
    TimeSpan MaxAge => TimeSpan.FromMinutes(1);

    /// <summary>Reads the metric.</summary>
    /// <param name="request">Domain, nodes and time of the reading.</param>
    /// <param name="cancellationToken">Cancels the reading when it takes too long or the engine stops.</param>
    /// <returns>The reading. If it has no timestamp, the time of the request is used. An exception counts as a failed
    /// reading.</returns>
    Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken);
}
