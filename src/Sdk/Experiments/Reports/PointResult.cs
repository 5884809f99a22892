namespace Scalewright.Experiments.Reports;

/// <summary>Result of a point: capacity by number of instances, and the instances that its peak load needs.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Parameters">Values of <see cref="ExperimentVerdict.Parameters"/>, with units.</param>
/// <param name="Runs">Number of completed runs.</param>
internal sealed record PointResult(string Point, ValueList<string> Parameters, int Runs)
{
    /// <summary>Peak load in records per second: mean over runs; NaN without runs.</summary>
    public double PeakLoad { get; init; } = double.NaN;

    /// <summary>Capacities, by ascending number of instances.</summary>
    public ValueList<CapacityEstimate> Capacities { get; init; } = [];

    /// <summary>Minimum number of instances that the peak load needs.</summary>
    public int MinInstances { get; init; } = 1;

    /// <summary>Smallest number of instances that is enough for the peak load; null if none is known.</summary>
    public int? MaxInstances { get; init; }

    /// <summary>Time after the warm-up in which the operator did not keep up: mean over runs.</summary>
    public TimeSpan TimeBehind { get; init; }

    /// <summary>Ratio of the time after the warm-up in which the operator kept up; NaN without samples.</summary>
    public double KeptUp { get; init; } = double.NaN;

    /// <summary>Latencies at all numbers of instances.</summary>
    public LatencySummary Latency { get; init; } = LatencySummary.Create([]);

    /// <summary>Latencies by number of instances, in the order of <see cref="Capacities"/>.</summary>
    public ValueList<LatencySummary> LatencyByInstances { get; init; } = [];

    /// <summary>Seconds behind, over runs.</summary>
    internal SampleStatistics BehindSeconds { get; init; } = SampleStatistics.FromValues([]);

    /// <summary>Ratio of the time in which the operator kept up, over runs.</summary>
    internal SampleStatistics KeptUpRatio { get; init; } = SampleStatistics.FromValues([]);

    /// <summary>Changes of scale and faults after which the operator did not keep up.</summary>
    internal ValueList<Interruption> Interruptions { get; init; } = [];

    /// <summary>Seconds to keep up again after the worst interruption; 0 without any.</summary>
    internal SampleStatistics WorstCatchUp =>
        Interruptions
            .Select(item => item.CatchUpSeconds)
            .DefaultIfEmpty(SampleStatistics.FromValues(new double[BehindSeconds.Count]))
            .MaxBy(statistics => statistics.Mean);

    /// <summary>Instances needed: <c>3</c>, <c>at most 3</c>, <c>2 to 3</c>, <c>more than 5</c>, or <c>–</c> if
    /// this is not decided.</summary>
    public string InstancesNeeded
    {
        get
        {
            string min = MinInstances.ToString(CultureInfo.InvariantCulture);
            string max = MaxInstances?.ToString(CultureInfo.InvariantCulture) ?? "";
            if (MaxInstances is null)
            {
                return MinInstances > 1 && Capacities[^1].Parallelism == MinInstances - 1
                    ? string.Create(CultureInfo.InvariantCulture, $"more than {MinInstances - 1}")
                    : "–";
            }

            if (MinInstances == MaxInstances)
            {
                return max;
            }

            return MinInstances == 1 ? $"at most {max}" : $"{min} to {max}";
        }
    }

    /// <summary>Indicates whether the number of instances needed is known exactly.</summary>
    internal bool IsExact => MinInstances == MaxInstances;

    /// <summary>Returns the capacity with a number of instances; null if the point never had this number.</summary>
    internal CapacityEstimate? Find(int parallelism) => Capacities.FirstOrDefault(item => item.Parallelism == parallelism);

    internal static PointResult Create(
        ExperimentData data,
        PointData point,
        PointLabels labels,
        ValueList<ValueList<StatedSample>> runs,
        ValueList<CapacityEstimate> capacities
    )
    {
        ValueList<StatedSample>[] measured = [.. runs.Where(run => run.Count > 0)];
        PointResult result = new(point.Name, labels.GetValues(point), runs.Count) { Capacities = capacities };
        if (measured.Length == 0)
        {
            return result;
        }

        double peak = SampleInference.GetMean([.. measured.Select(run => GetPeak(run, data.Limits.PeakPeriod))]);
        int? max = capacities.FirstOrDefault(item => item.IsEnoughFor(peak) == true)?.Parallelism;
        int tooFew = capacities
            .Where(item => item.IsTooLowFor(peak) && !(item.Parallelism > max))
            .Select(item => item.Parallelism)
            .DefaultIfEmpty()
            .Max();
        double[] behind =
        [
            .. measured.Select(run => run.Where(sample => sample.State != SampleState.KeepingUp).Sum(sample => sample.Seconds)),
        ];
        double[] keptUp = [.. measured.Select((run, index) => 1 - (behind[index] / run.Sum(sample => sample.Seconds)))];
        return result with
        {
            PeakLoad = peak,
            Latency = LatencySummary.Create(measured),
            LatencyByInstances =
            [
                .. capacities.Select(item =>
                    LatencySummary.Create(measured.Select(run => run.Where(sample => sample.Parallelism == item.Parallelism)))
                ),
            ],
            MinInstances = tooFew + 1,
            MaxInstances = max,
            TimeBehind = TimeSpan.FromSeconds(behind.Average()),
            KeptUp = keptUp.Average(),
            BehindSeconds = SampleStatistics.FromValues(behind),
            KeptUpRatio = SampleStatistics.FromValues(keptUp),
            Interruptions = Reports.Interruptions.Find(point.Completed.Zip(runs)),
        };
    }

    /// <summary>Returns the highest mean of the load over a period; over the whole run if it is shorter.</summary>
    private static double GetPeak(ValueList<StatedSample> run, TimeSpan period)
    {
        double interval = run.Average(sample => sample.Seconds);
        int length = Math.Clamp((int)Math.Round(period.TotalSeconds / interval), 1, run.Count);
        double[] loads = [.. run.Select(sample => sample.Load)];
        return Enumerable.Range(0, loads.Length - length + 1).Max(start => SampleInference.GetMean(loads.AsSpan(start, length)));
    }
}
