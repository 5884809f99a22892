namespace Scalewright.Decisions;

/// <summary>Where an engine reads a metric. It may fail, be slow or lie: then the metric is not believed, and nothing else suffers.</summary>
public interface IMetricSource
{
    /// <summary>The metric's name; policies find it by this.</summary>
    string Name { get; }

    /// <summary>How old a reading, or the sample of a node, may be: older ones are stale. Default 1 minute. One of a time more than 10 minutes ahead has failed.</summary>
    TimeSpan AgeMax => TimeSpan.FromMinutes(1);

    /// <summary>Reads the metric.</summary>
    /// <param name="request">Of what, and when.</param>
    /// <param name="cancellationToken">Ends the reading, when it takes too long or the engine ends.</param>
    /// <returns>The reading; one without a time counts as measured now. Any exception makes it a failed one.</returns>
    Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken);
}
