using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Words the verdict of an experiment. The first rule that applies gives the sentence.</summary>
internal sealed class VerdictText(ExperimentData data, ValueList<string> parameters, PointResult[] points)
{
    // Sentences with more groups or points are not readable.
    private const int MaxGroups = 6;
    private const int MaxNamed = 3;

    private readonly string _task = data.Task.Length > 0 ? data.Task : "the job";
    private readonly PointResult[] _measured = [.. points.Where(point => double.IsFinite(point.PeakLoad))];

    public string GetSentence()
    {
        if (_measured.Length == 0)
        {
            return SayNoResult();
        }

        bool hasOneSize =
            _measured.SelectMany(point => point.Capacities).Select(estimate => estimate.Parallelism).Distinct().Count() == 1
            || _measured.All(point => point.Capacities.Count == 1);
        string? sentence = _measured switch
        {
            [{ Capacities.Count: > 1 } point] when points.Length == 1 => SayNeed(point),
            [var point] when points.Length == 1 => SayKeptUp(point),
            _ when hasOneSize => SayKeptUp(),
            _ => SayNeeds(),
        };
        return DescribeCoverage() + (sentence ?? $"Not decided: {GetMissing()}.");
    }

    /// <summary>End of an answer that is the same for all points with a result.</summary>
    private string Everywhere => _measured.Length == points.Length ? "at every point" : "there";

    /// <summary>Returns a sentence that counts the points with a result; empty if all have one.</summary>
    private string DescribeCoverage() =>
        _measured.Length == points.Length
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Of {Pluralizer.Format(points.Length, "point")}, "
                    + $"{_measured.Length} {(_measured.Length == 1 ? "has" : "have")} a result. "
            );

    /// <summary>Returns sentences about thresholds, limits, scaling and parameters.</summary>
    public IEnumerable<string> GetFindings(ValueList<ThresholdResult> thresholds)
    {
        foreach (string failed in DescribeFailures(thresholds))
        {
            yield return failed;
        }

        foreach (
            (PointResult point, CapacityEstimate limited) in _measured
                .SelectMany(point => point.Capacities.Select(estimate => (Point: point, Estimate: estimate)))
                .Where(entry => entry.Estimate.LimitedBy.Length > 0)
                .Take(1)
        )
        {
            yield return $"With {Count(limited.Parallelism)}, the job is limited by "
                + $"{TextEscaping.Escape(limited.LimitedBy)}{At(point)}.";
        }

        if (
            points.Length == 1
            && _measured is [{ Capacities: [{ Parallelism: 1 } first, .., var last] }]
            && first.Kind >= CapacityKind.Estimated
            && last.Kind >= CapacityKind.Estimated
        )
        {
            double efficiency = last.RecordsPerSecond / (last.Parallelism * first.RecordsPerSecond);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{Count(last.Parallelism)} process "
                    + $"{last.RecordsPerSecond / first.RecordsPerSecond:0.##} times what 1 instance does: "
                    + $"{MeasurementFormatter.Ratio(efficiency)} of the ideal."
            );
        }

        foreach (string effect in DescribeEffects())
        {
            yield return effect;
        }
    }

    private IEnumerable<string> DescribeFailures(ValueList<ThresholdResult> thresholds)
    {
        ThresholdSummary[] all = [.. ThresholdSummary.Create(thresholds)];
        ThresholdSummary[] failed = [.. all.Where(summary => summary.Failed > 0)];
        if (failed.Length == 0)
        {
            yield break;
        }

        ThresholdSummary first = failed[0];
        string rest = failed.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $"; {failed.Length - 1} more fail") : "";
        string found =
            points.Length > 1
                ? string.Join(", ", failed.Select(DescribeFailedPoints))
                : $"{first.Name} is {first.Worst.Measured}, the limit {first.Limit}{rest}";
        string verb = failed.Length == 1 ? "fails" : "fail";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{failed.Length} of {Pluralizer.Format(all.Length, "threshold")} {verb}: {found}."
        );
    }

    // Only the first entry names the number of points, which is the same for all.
    private static string DescribeFailedPoints(ThresholdSummary summary, int index)
    {
        string total = index == 0 ? $" of {summary.Points} points" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{summary.Name} at {summary.Failed}{total}");
    }

    private string SayNoResult()
    {
        ExcludedRun[] excluded = [.. data.ExcludedRuns];
        string? reason = excluded.GroupBy(run => run.Reason, StringComparer.Ordinal).MaxBy(group => group.Count())?.Key;
        string because = string.IsNullOrEmpty(reason) ? "" : $"; most frequent reason: {TextEscaping.Escape(reason)}";
        int completed = points.Sum(point => point.Runs);
        return completed == 0
            ? $"No result: 0 of {Pluralizer.Format((long)data.Runs * data.Points.Count, "run")} completed{because}."
            : $"No result: no sample of {Pluralizer.Format(completed, "completed run")} is after the warm-up.";
    }

    /// <summary>One point, several numbers of instances.</summary>
    private string? SayNeed(PointResult point)
    {
        CapacityEstimate most = point.Capacities[^1];
        if (point.Find(point.MaxInstances ?? 0) is { } enough)
        {
            return $"{_task} needs {Need(point)} for the peak load of {Load(point.PeakLoad)}. "
                + $"With {enough.Parallelism.ToString(CultureInfo.InvariantCulture)}, it processes {Say(enough)}.";
        }

        return most.IsTooLowFor(point.PeakLoad)
            ? $"{_task} does not keep up with the peak load of {Load(point.PeakLoad)}: "
                + $"with {Count(most.Parallelism)}, it processes {Say(most)}."
            : null;
    }

    /// <summary>One point, one number of instances.</summary>
    private string? SayKeptUp(PointResult point)
    {
        if (KeepsUp(point))
        {
            return $"{_task} keeps up with the peak load of {Load(point.PeakLoad)} with "
                + $"{Count(point.Capacities[0].Parallelism)}{DescribeLatency(point)}.";
        }

        return FallsBehind(point)
            ? $"{_task} falls behind: with {Count(point.Capacities[0].Parallelism)}, it processes "
                + $"{Say(point.Capacities[0])} of {Load(point.PeakLoad)}."
            : null;
    }

    private static string DescribeLatency(PointResult point) =>
        point.Latency.HasQuantiles
            ? $" (p99 {MeasurementFormatter.FormatDuration(point.Latency.P99.Mean, point.Latency.P99.MarginOfError)})"
            : "";

    /// <summary>Several points, each with one number of instances.</summary>
    private string? SayKeptUp()
    {
        PointResult[] good = [.. _measured.Where(KeepsUp)];
        int[] counts = [.. _measured.Select(point => point.Capacities[0].Parallelism).Distinct()];
        string with = counts.Length == 1 ? $" with {Count(counts[0])}" : "";
        if (good.Length == _measured.Length)
        {
            return $"{_task} keeps up with its peak load{PeakLoad()} {Everywhere}{with}.";
        }

        PointResult[] bad = [.. _measured.Where(FallsBehind)];
        if (good.Length + bad.Length == 0)
        {
            return null;
        }

        string open =
            _measured.Length > good.Length + bad.Length
                ? string.Create(CultureInfo.InvariantCulture, $"; {_measured.Length - good.Length - bad.Length} not decided")
                : "";
        string behind = bad.Length > 0 ? $"; it falls behind at {Name(bad)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_task} keeps up with its peak load{PeakLoad()} at "
                + $"{good.Length} of {Pluralizer.Format(_measured.Length, "point")}{with}{behind}{open}."
        );
    }

    /// <summary>Several points and several numbers of instances.</summary>
    private string? SayNeeds()
    {
        if (_measured.All(point => point.InstancesNeeded == "–"))
        {
            return null;
        }

        string[] needs = [.. _measured.Select(point => point.InstancesNeeded).Distinct(StringComparer.Ordinal)];
        string load = PeakLoad() is { Length: > 0 } peak ? $"the peak load{peak}" : "its peak load";
        if (needs.Length == 1)
        {
            return $"{_task} needs {Need(_measured[0])} for {load} {Everywhere}.";
        }

        if (parameters.Count == 0)
        {
            return SayRange(load, "");
        }

        (int parameter, _) = GetStrongest(point => point.MaxInstances ?? point.MinInstances);
        IGrouping<string, PointResult>[] groups = [.. _measured.GroupBy(point => point.Parameters[parameter], StringComparer.Ordinal)];
        string name = parameters[parameter];
        if (groups.Length > MaxGroups)
        {
            return SayRange(load, $", most by {name}");
        }

        return $"For {load}, {_task} needs {Join([.. groups.Select(DescribePart)])}.";

        // Only the first group names the parameter.
        string DescribePart(IGrouping<string, PointResult> group, int index)
        {
            string prefix = index == 0 ? $"{name} " : "";
            return $"{DescribeGroup([.. group], parameter, index == 0)} at {prefix}{group.Key}{DescribeExceptions([.. group], parameter)}";
        }
    }

    private string? SayRange(string load, string reason)
    {
        int[] maxInstances = [.. _measured.Select(point => point.MaxInstances).OfType<int>()];
        return maxInstances.Length == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"For {load}, {_task} needs {maxInstances.Min()} to {maxInstances.Max()} instances{reason}."
            );
    }

    private static string DescribeGroup(PointResult[] group, int parameter, bool isFirst)
    {
        PointResult usual = GetUsual(group);
        bool isUniform =
            group.All(point => point.InstancesNeeded == usual.InstancesNeeded) || DescribeExceptions(group, parameter, []).Length > 0;
        string text = isUniform ? Name(usual.InstancesNeeded, "an unknown number") : DescribeNeeds(group);
        return !isFirst ? text : $"{text} {(text == "1" ? "instance" : "instances")}";
    }

    /// <summary>Returns all numbers that points of a group need, for example <c>2 to 4</c>, or <c>3, more than 3 or an
    /// unknown number</c>.</summary>
    private static string DescribeNeeds(PointResult[] group)
    {
        int[] maxInstances = [.. group.Select(point => point.MaxInstances).OfType<int>().Order()];
        string range = maxInstances switch
        {
            [] => "",
            [var min, .., var max] when min < max => string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"),
            [var only, ..] => only.ToString(CultureInfo.InvariantCulture),
        };
        string[] needs =
        [
            .. ((string[])[range]).Where(text => text.Length > 0),
            .. group
                .Where(point => point.MaxInstances is null)
                .Select(point => Name(point.InstancesNeeded, "an unknown number"))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Reverse(),
        ];
        return needs is [var need] ? need : $"{string.Join(", ", needs[..^1])} or {needs[^1]}";
    }

    private static string Name(string needed, string unknown) => needed == "–" ? unknown : needed;

    private string DescribeExceptions(PointResult[] group, int parameter) => DescribeExceptions(group, parameter, parameters);

    /// <summary>Describes the points that need another number than most, if other parameters separate them.</summary>
    private static string DescribeExceptions(PointResult[] group, int parameter, ValueList<string> names)
    {
        PointResult usual = GetUsual(group);
        string[] exceptions =
        [
            .. group
                .Where(point => point.InstancesNeeded != usual.InstancesNeeded)
                .GroupBy(point => point.InstancesNeeded, StringComparer.Ordinal)
                .Select(exceptions => DescribeException([.. exceptions], group, parameter, names)),
        ];
        return exceptions.Length == 0 || exceptions.Contains("") ? "" : $" ({string.Join(", ", exceptions)})";
    }

    /// <summary>Returns, for example, <c>4 at skew 0.9</c>; empty if no other parameter separates the points.</summary>
    private static string DescribeException(PointResult[] exceptions, PointResult[] group, int parameter, ValueList<string> names)
    {
        foreach (int index in Enumerable.Range(0, exceptions[0].Parameters.Count).Where(index => index != parameter))
        {
            string value = exceptions[0].Parameters[index];
            if (
                exceptions.All(point => point.Parameters[index] == value)
                && group.Count(point => point.Parameters[index] == value) == exceptions.Length
            )
            {
                string name = names.Count > 0 ? $"{names[index]} " : "";
                return $"{Name(exceptions[0].InstancesNeeded, "not decided")} at {name}{value}";
            }
        }

        return "";
    }

    private static PointResult GetUsual(PointResult[] group) =>
        group.GroupBy(point => point.InstancesNeeded, StringComparer.Ordinal).MaxBy(needed => needed.Count())!.First();

    /// <summary>Describes the strongest effect on the capacity, at the number of instances known for most points.
    /// </summary>
    private IEnumerable<string> DescribeEffects()
    {
        int count = GetComparedCount(_measured);
        if (points.Length < 2 || count == 0 || parameters.Count == 0)
        {
            yield break;
        }

        PointResult[] knownPoints = [.. _measured.Where(point => IsKnown(point, count))];
        (int parameter, double ratio) = GetStrongest(point => Capacity(point), knownPoints);
        (string Value, double Mean, double Margin)[] means =
        [
            .. knownPoints
                .GroupBy(point => point.Parameters[parameter], StringComparer.Ordinal)
                .Select(group => (group.Key, group.Average(Capacity), GetMargin([.. group]))),
        ];
        (string Value, double Mean, double Margin) low = means.MinBy(mean => mean.Mean);
        (string Value, double Mean, double Margin) high = means.MaxBy(mean => mean.Mean);
        bool isLarge = low.Mean > 0 && (high.Mean / low.Mean) - 1 >= data.Limits.MinChange;
        if (isLarge && high.Mean - low.Mean <= Math.Sqrt((low.Margin * low.Margin) + (high.Margin * high.Margin)))
        {
            yield return $"Whether a parameter changes the capacity with {Count(count)} is not decided.";
        }
        else if (isLarge)
        {
            string explained =
                parameters.Count > 1 ? $", and explains {MeasurementFormatter.Ratio(ratio)} of the variance between points" : "";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{parameters[parameter]} changes the capacity "
                    + $"with {Count(count)} by a factor of {high.Mean / low.Mean:0.00}, from {high.Value} to "
                    + $"{low.Value}{explained}."
            );
        }
        else
        {
            yield return $"No parameter changes the capacity with {Count(count)} by "
                + $"{MeasurementFormatter.Ratio(data.Limits.MinChange)} or more.";
        }

        double Capacity(PointResult point) => point.Find(count)!.RecordsPerSecond;

        double GetMargin(PointResult[] group) =>
            Math.Sqrt(group.Sum(point => Math.Pow(point.Find(count)!.MarginOfError, 2))) / group.Length;
    }

    /// <summary>Returns the number of instances whose capacity is known for most points; 0 if for fewer than two.
    /// </summary>
    public static int GetComparedCount(IEnumerable<PointResult> points) =>
        points
            .SelectMany(point => point.Capacities)
            .Where(estimate => estimate.Kind >= CapacityKind.Estimated)
            .GroupBy(estimate => estimate.Parallelism)
            .Where(group => group.Count() > 1)
            .OrderByDescending(group => group.Count())
            .ThenByDescending(group => group.Key)
            .FirstOrDefault()
            ?.Key
        ?? 0;

    private static bool IsKnown(PointResult point, int count) => point.Find(count) is { Kind: >= CapacityKind.Estimated };

    private (int Parameter, double Ratio) GetStrongest(Func<PointResult, double> response, PointResult[]? among = null)
    {
        ValueList<double> ratios = MainEffects.GetRatios([.. (among ?? _measured).Select(point => (point.Parameters, response(point)))]);
        double most = ratios.Max();
        int index = ratios.Index().First(ratio => ratio.Item == most).Index;
        return (index, most);
    }

    /// <summary>Returns whether a point with one number of instances keeps up; null if this is not decided.</summary>
    private static bool KeepsUp(PointResult point) => point.Capacities is [var only] && only.IsEnoughFor(point.PeakLoad) == true;

    private static bool FallsBehind(PointResult point) => point.Capacities is [var only] && only.IsTooLowFor(point.PeakLoad);

    private string GetMissing()
    {
        CapacityEstimate[] all = [.. _measured.SelectMany(point => point.Capacities)];
        if (all.FirstOrDefault(estimate => estimate.LimitedBy.Length > 0) is { } limited)
        {
            return $"the job is limited by {TextEscaping.Escape(limited.LimitedBy)}, not by {_task}";
        }

        if (Array.Exists(all, estimate => estimate.IsNotStationary))
        {
            return $"the throughput of {_task} with a backlog changed during the runs";
        }

        if (
            _measured.Any(point =>
                point.Capacities.Any(estimate => estimate.Kind >= CapacityKind.Estimated && estimate.IsEnoughFor(point.PeakLoad) is null)
            )
        )
        {
            return $"the interval of the capacity contains the peak load{GetRunCount()}";
        }

        if (_measured.All(point => point.TimeBehind == TimeSpan.Zero))
        {
            return $"{_task} was never behind and too idle for an estimate; use a higher load";
        }

        return _measured.All(point => point.Runs < 2)
            ? "one run has too few samples without a change; use two or more runs"
            : "too few samples are without a change, a restart or a fault; use a longer duration";
    }

    /// <summary>Returns the number of runs for an interval without the peak load; empty if it is unknown.</summary>
    private string GetRunCount()
    {
        int[] counts =
        [
            .. _measured
                .SelectMany(point =>
                    point
                        .Capacities.Where(estimate =>
                            estimate.Kind >= CapacityKind.Estimated && estimate.IsEnoughFor(point.PeakLoad) is null
                        )
                        .Select(estimate =>
                            SampleInference.GetCount(
                                estimate.StandardDeviation,
                                Math.Abs(estimate.RecordsPerSecond - point.PeakLoad),
                                ExperimentRules.MaxRuns
                            )
                        )
                )
                .OfType<int>(),
        ];
        return counts.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; about {counts.Max()} runs would decide");
    }

    /// <summary>Returns whether the peak loads of points differ by at most 1 %.</summary>
    public static bool HaveSamePeak(PointResult[] points)
    {
        (double min, double max) = (points.Min(point => point.PeakLoad), points.Max(point => point.PeakLoad));
        return max - min <= 0.01 * max;
    }

    /// <summary>Returns the load with its unit if all points have the same peak; else nothing.</summary>
    private string PeakLoad() => HaveSamePeak(_measured) ? $" of {Load(_measured.Average(point => point.PeakLoad))}" : "";

    private string Name(PointResult[] named)
    {
        string rest = named.Length > MaxNamed ? $" and {Pluralizer.Format(named.Length - MaxNamed, "other point")}" : "";
        string[] names = [.. named.Take(MaxNamed).Select(Label)];
        return rest.Length > 0 ? string.Join(", ", names) + rest : Join(names);
    }

    private string Label(PointResult point) =>
        parameters.Count == 0
            ? TextEscaping.Escape(point.Point)
            : TextEscaping.Escape(string.Join(" and ", parameters.Zip(point.Parameters, (name, value) => $"{name} {value}")));

    private string At(PointResult point) => points.Length > 1 ? $" at {Label(point)}" : "";

    private static string Need(PointResult point) => $"{point.InstancesNeeded} {(point.InstancesNeeded == "1" ? "instance" : "instances")}";

    private static string Count(int instances) => Pluralizer.Format(instances, "instance");

    private static string Load(double perSecond) =>
        MeasurementFormatter.Rate(MeasurementFormatter.RoundToThree(perSecond), unit: " records/s");

    private static string Say(CapacityEstimate capacity) =>
        capacity.Kind switch
        {
            CapacityKind.AtLeast => $"at least {MeasurementFormatter.Rate(capacity.LowerBound, unit: " records/s")}",
            CapacityKind.Estimated =>
                $"about {MeasurementFormatter.Rate(
            capacity.RecordsPerSecond, capacity.MarginOfError, " records/s")}",
            _ => MeasurementFormatter.Rate(capacity.RecordsPerSecond, capacity.MarginOfError, " records/s"),
        };

    private static string Join(string[] parts) =>
        parts.Length switch
        {
            1 => parts[0],
            2 => $"{parts[0]} and {parts[1]}",
            _ => $"{string.Join(", ", parts[..^1])}, and {parts[^1]}",
        };
}
