namespace Scalewright.Experiments.Reports;

/// <summary>Answer of an experiment: the instances that the load needs, with the capacities it is concluded from.
/// </summary>
/// <param name="Sentence">The answer in one sentence.</param>
internal sealed record ExperimentVerdict(string Sentence)
{
    /// <summary>Further findings, at most three sentences.</summary>
    public ValueList<string> Findings { get; init; } = [];

    /// <summary>Basis of the intervals and what was not compared.</summary>
    public string Note { get; init; } = "";

    /// <summary>Shortest unique names of the parameters that differ between points; empty for one point.</summary>
    public ValueList<string> Parameters { get; init; } = [];

    /// <summary>Results of the points, in the order of the definition.</summary>
    public ValueList<PointResult> Points { get; init; } = [];

    /// <summary>Results of the thresholds, by point; empty without thresholds.</summary>
    public ValueList<ThresholdResult> Thresholds { get; init; } = [];

    /// <summary>Indicates whether a threshold failed.</summary>
    public bool HasFailedThreshold => Thresholds.Any(result => result.Outcome == ThresholdOutcome.Fail);

    /// <summary>Summarizes the results of each threshold over all points: those that fail first, then those that are
    /// not decided.</summary>
    public ValueList<ThresholdSummary> SummarizeThresholds() => ThresholdSummary.Create(Thresholds);

    /// <summary>Indicates whether quantiles of latencies are known for a point.</summary>
    internal bool HasQuantiles => Points.Any(point => point.Latency.HasQuantiles);

    /// <summary>Headers of the columns that identify a point: the parameters, or <c>point</c> without any.</summary>
    internal ValueList<string> GetNames() => Parameters.Count > 0 ? Parameters : ["point"];

    /// <summary>Cells of the columns that identify a point.</summary>
    internal ValueList<string> GetValues(PointResult point) => Parameters.Count > 0 ? point.Parameters : [point.Point];

    /// <summary>Reaches the verdict by the rules of <see cref="ExperimentData.Limits"/>.</summary>
    /// <param name="data">The measurements.</param>
    public static ExperimentVerdict Create(ExperimentData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        PointLabels labels = new(data.Points);
        ValueList<ValueList<ValueList<StatedSample>>> samples =
        [
            .. data.Points.Select(point =>
                (ValueList<ValueList<StatedSample>>)[.. point.Completed.Select(run => SampleStates.Get(data, point, run))]
            ),
        ];
        ExperimentCapacities capacities = ExperimentCapacities.Create(samples, data.Limits);
        PointResult[] points =
        [
            .. data.Points.Select((point, index) => PointResult.Create(data, point, labels, samples[index], capacities.Points[index])),
        ];
        ValueList<ThresholdResult> thresholds = data.Thresholds is { } limits
            ? [.. points.SelectMany(point => ThresholdResult.Create(limits, point))]
            : [];
        VerdictText text = new(data, labels.Names, points);
        return new ExperimentVerdict(text.GetSentence())
        {
            Findings = [.. text.GetFindings(thresholds).Take(3)],
            Thresholds = thresholds,
            Note = new VerdictNote(data, points, capacities, SampleStates.HaveSameLoad(samples)).ToString(),
            Parameters = labels.Names,
            Points = [.. points],
        };
    }
}
