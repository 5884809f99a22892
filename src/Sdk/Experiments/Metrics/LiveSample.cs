using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Metrics;

/// <summary>A run as it was at its last sample.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Point">Name of the point.</param>
/// <param name="Run">Number of the run.</param>
internal sealed record LiveSample(string Experiment, string Point, int Run)
{
    /// <summary>Seconds since the load began; null before the first sample.</summary>
    public double? Seconds { get; init; }

    public ValueList<HistorySeries> Series { get; init; } = [];

    public double[] Values { get; init; } = [];

    /// <summary>How often something happened, by its kind.</summary>
    public SortedDictionary<string, int> Marks { get; init; } = new(StringComparer.Ordinal);
}
