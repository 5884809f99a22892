using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Words the basis of a verdict: intervals, kinds of capacity, what was not compared, and a warm-up that is
/// too short.</summary>
internal sealed class VerdictNote(ExperimentData data, PointResult[] points, ExperimentCapacities capacities, bool haveSameLoad)
{
    /// <summary>Returns the sentences.</summary>
    public override string ToString()
    {
        CapacityKind[] kinds = [.. capacities.Points.SelectMany(point => point).Select(estimate => estimate.Kind).Distinct()];
        if (kinds.Length == 0)
        {
            return "";
        }

        string[] parts =
        [
            DescribeIntervals(),
            If(kinds.Contains(CapacityKind.Estimated), $"≈ is estimated from busy time{DescribeError()}."),
            If(capacities.AreEstimatesRejected, $"Estimates are not used{DescribeError()}."),
            If(kinds.Contains(CapacityKind.AtLeast), "≥ is a lower bound."),
            "Throughput is not compared: while the job keeps up it equals the load, and after a backlog it exceeds it.",
            If(points.Length > 1 && !haveSameLoad, "Points differ in load: only capacity is compared."),
            DescribeWarmUp(),
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    private static string If(bool condition, string text) => condition ? text : "";

    private string DescribeIntervals()
    {
        int[] counts = [.. points.Select(point => point.Runs).Where(count => count > 0).Distinct().Order()];
        if (counts[^1] == 1)
        {
            return capacities.Points.SelectMany(point => point).Any(estimate => estimate.MarginOfError > 0)
                ? $"± is the 95 % interval over {SampleInference.Batches} batch means of the run."
                : "There are no intervals: they need two runs, or more samples.";
        }

        string runs =
            counts.Length == 1
                ? Pluralizer.Format(counts[0], "run")
                : string.Create(CultureInfo.InvariantCulture, $"{counts[0]} to {counts[^1]} runs");
        return $"± is the 95 % interval over {runs}.";
    }

    private string DescribeError()
    {
        if (capacities.EstimateError is not var (min, max))
        {
            return "";
        }

        string range = MeasurementFormatter.Ratio(max);
        string least = MeasurementFormatter.Ratio(min);
        if (least != range)
        {
            range = $"{least.Replace(" %", "", StringComparison.Ordinal)} to {range}";
        }

        return $"; where both exist, estimates are {range} off the measurements";
    }

    /// <summary>Returns whether the load is constant after a time. MSER-5 takes a change of the load for a transient.
    /// </summary>
    private bool IsLoadConstant(PointData point, TimeSpan start)
    {
        double[] loads =
        [
            .. point
                .Completed.SelectMany(run => SampleStates.Get(data, point, run))
                .Where(sample => sample.At > start.TotalSeconds)
                .OrderBy(sample => sample.At)
                .Select(sample => sample.Load),
        ];
        int half = loads.Length / 2;
        (double first, double second) = (SampleInference.GetMean(loads.AsSpan(0, half)), SampleInference.GetMean(loads.AsSpan(half)));
        return Math.Abs(second - first) <= data.Limits.MinChange * Math.Max(first, second);
    }

    /// <summary>Names the point with the longest transient of those whose warm-up is too short; empty if no warm-up
    /// is too short.</summary>
    private string DescribeWarmUp()
    {
        (PointData Point, TimeSpan Transient)[] shortened =
        [
            .. data
                .Points.Select(point => (Point: point, Transient: RunRows.FindWarmUp(point, data.Task)))
                .Where(entry =>
                    ExperimentSummary.IsWarmUpTooShort(data, entry.Point, entry.Transient) && IsLoadConstant(entry.Point, entry.Transient)
                )
                .OrderByDescending(entry => entry.Transient),
        ];
        return shortened.Length == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The warm-up is too short at "
                    + $"{Pluralizer.Format(shortened.Length, "point")}: at {TextEscaping.Escape(shortened[0].Point.Name)}, the "
                    + $"transient at the start lasts {shortened[0].Transient.TotalSeconds:0} s (MSER-5), the warm-up "
                    + $"{data.For(shortened[0].Point).WarmUpPeriod.TotalSeconds:0} s."
            );
    }
}
