using Scalewright.Charts;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>Sections with the capacities: of one point by instances, or of the points of a sweep.</summary>
internal sealed class CapacitySection(ExperimentData data, ExperimentVerdict verdict)
{
    // Further columns do not fit on a page.
    private const int MaxColumns = 8;

    // A phone shows fewer points as blocks with all figures.
    private const int MaxBlocks = 6;

    // Numbers of instances that a phone shows of many points.
    private const int PhoneCounts = 3;

    private readonly PointResult[] _points = [.. verdict.Points.Where(point => point.Capacities.Count > 0)];
    private readonly bool _hasQuantiles = verdict.HasQuantiles;

    public IEnumerable<ChartSection> Draw()
    {
        if (_points.Length == 0)
        {
            return [new ChartSection("Nothing was measured") { Text = "No run completed, so there is nothing to judge." }];
        }

        return data.Points.Count == 1 ? [DrawPoint(_points[0])] : DrawSweep();
    }

    private ChartSection DrawPoint(PointResult point) =>
        new("Capacity")
        {
            Text =
                "Capacity is the load that this number of instances can process. It is measured while records wait and "
                + "no other operator is busier, or estimated from busy time. Throughput is not in this table: while the "
                + "job keeps up it equals the load, and after a backlog it exceeds it. Latencies are those of the records "
                + $"that arrive while the job keeps up.{DescribeSampling()}",
            Table = new ChartTable([
                "instances",
                "capacity, records/s",
                "from",
                "enough for the peak",
                .. LatencySummary.GetColumns(_hasQuantiles),
            ])
            {
                Rows =
                [
                    .. point.Capacities.Zip(point.LatencyByInstances, (estimate, latency) =>
                        (ValueList<string>)
                            [
                                Text(estimate.Parallelism),
                                estimate.ToString(),
                                Describe(estimate),
                                DescribeEnough(estimate, point.PeakLoad),
                                .. latency.GetCells(_hasQuantiles),
                            ]
                    ),
                ],
            },
            Spreads = point.Capacities.Count(estimate => estimate.Kind != CapacityKind.Unknown) > 1 ? [DrawByInstances(point)] : [],
        };

    private IEnumerable<ChartSection> DrawSweep()
    {
        bool isVaried = _points.Any(point => point.Capacities.Count > 1);
        ValueList<string> names = verdict.GetNames();
        string answer = isVaried ? "instances needed" : "enough";
        yield return new ChartSection("Points")
        {
            Text =
                "Instances needed: the smallest number whose capacity, less its interval, is at least the peak "
                + "load. Behind: time after the warm-up in which the job did not keep up. Latencies are those of the "
                + $"records that arrive while it keeps up.{DescribeUndecided()}{DescribeSampling()}",
            Table = new ChartTable([
                .. names,
                "peak load, records/s",
                answer,
                .. LatencySummary.GetColumns(_hasQuantiles),
                "behind",
                "kept up",
            ])
            {
                EssentialColumns = _points.Length > MaxBlocks ? [.. names, answer, "p99", "behind"] : [],
                Rows =
                [
                    .. _points.Select(point =>
                        (ValueList<string>)
                            [
                                .. verdict.GetValues(point),
                                MeasurementFormatter.Rate(MeasurementFormatter.RoundToThree(point.PeakLoad), unit: ""),
                                GetAnswer(point, isVaried),
                                .. point.Latency.GetCells(_hasQuantiles),
                                MeasurementFormatter.FormatDuration(point.TimeBehind.TotalSeconds),
                                MeasurementFormatter.Ratio(point.KeptUp),
                            ]
                    ),
                ],
            },
            HeatMaps = DrawHeatMaps(isVaried),
            Spreads = [.. DrawOverParameter(), .. DrawEffects()],
        };
        int[] counts = [.. _points.SelectMany(point => point.Capacities).Select(estimate => estimate.Parallelism).Distinct().Order()];
        foreach (int[] part in counts.Chunk(MaxColumns))
        {
            yield return new ChartSection("Capacity by instances")
            {
                Text =
                    "Records/s. ≈: estimated from busy time. ≥: only a lower bound. –: no sample without a change, "
                    + "a restart or a fault.",
                Table = new ChartTable([.. names, .. part.Select(Count)])
                {
                    EssentialColumns = _points.Length > MaxBlocks ? [.. names, .. part.TakeLast(PhoneCounts).Reverse().Select(Count)] : [],
                    Rows =
                    [
                        .. _points.Select(point =>
                            (ValueList<string>)[.. verdict.GetValues(point), .. part.Select(count => point.Find(count)?.ToString() ?? "")]
                        ),
                    ],
                },
            };
        }
    }

    /// <summary>Draws the answer over two parameters, and one map for each value of a third one.</summary>
    private ValueList<HeatMap> DrawHeatMaps(bool isVaried)
    {
        int count = VerdictText.GetComparedCount(_points);
        if (verdict.Parameters.Count is < 2 or > 3 || (!isVaried && count == 0))
        {
            return [];
        }

        int third = verdict.Parameters.Count == 2 ? -1 : Enumerable.Range(0, 3).MinBy(parameter => GetValues(parameter, _points).Count);
        int[] axes = [.. Enumerable.Range(0, verdict.Parameters.Count).Where(parameter => parameter != third)];
        string title = isVaried ? "Instances needed for the peak load" : $"Capacity with {Pluralizer.Format(count, "instance")}";
        return third < 0
            ? [DrawHeatMap(title, _points)]
            :
            [
                .. GetValues(third, _points)
                    .Select(value =>
                        DrawHeatMap(
                            $"{title}, {verdict.Parameters[third]} {value}",
                            [.. _points.Where(point => point.Parameters[third] == value)]
                        )
                    ),
            ];

        HeatMap DrawHeatMap(string name, PointResult[] points)
        {
            ValueList<string> rows = GetValues(axes[0], points);
            ValueList<string> columns = GetValues(axes[1], points);
            return new HeatMap(name, columns, rows)
            {
                Unit = isVaried ? "" : "records/s",
                RowTitle = verdict.Parameters[axes[0]],
                ColumnTitle = verdict.Parameters[axes[1]],
                Cells =
                [
                    .. rows.SelectMany(row =>
                        columns.Select(column =>
                            GetCell(points.FirstOrDefault(point => point.Parameters[axes[0]] == row && point.Parameters[axes[1]] == column))
                        )
                    ),
                ],
            };
        }

        HeatCell GetCell(PointResult? point)
        {
            if (isVaried)
            {
                string needed = point?.InstancesNeeded ?? "";

                // More instances than were tried have the color of their lower bound, the darkest one.
                bool isMore = needed.StartsWith("more than ", StringComparison.Ordinal);
                return new HeatCell(point?.MaxInstances ?? (isMore ? point!.MinInstances : double.NaN), needed)
                {
                    ShortText = needed
                        .Replace("more than ", ">", StringComparison.Ordinal)
                        .Replace("at most ", "≤", StringComparison.Ordinal)
                        .Replace(" to ", "–", StringComparison.Ordinal),
                };
            }

            CapacityEstimate? estimate = point?.Find(count);
            return new HeatCell(estimate?.RecordsPerSecond ?? double.NaN, estimate?.ToString() ?? "")
            {
                ShortText = estimate is null ? "" : (estimate with { MarginOfError = double.NaN }).ToString(),
            };
        }
    }

    private static ValueList<string> GetValues(int parameter, PointResult[] points) =>
        [.. points.Select(point => point.Parameters[parameter]).Distinct(StringComparer.Ordinal)];

    /// <summary>Draws the mean capacity of all points with a value, for each of several parameters.</summary>
    private IEnumerable<SpreadChart> DrawEffects()
    {
        int count = VerdictText.GetComparedCount(_points);
        PointResult[] estimated = [.. _points.Where(point => point.Find(count) is { Kind: >= CapacityKind.Estimated })];
        if (verdict.Parameters.Count < 2 || estimated.Length < 2)
        {
            yield break;
        }

        for (int parameter = 0; parameter < verdict.Parameters.Count; parameter++)
        {
            (string Value, double[] Rates)[] groups =
            [
                .. estimated
                    .GroupBy(point => point.Parameters[parameter], StringComparer.Ordinal)
                    .Select(group => (group.Key, group.Select(point => point.Find(count)!.RecordsPerSecond).ToArray())),
            ];
            yield return new SpreadChart(
                $"Capacity with {Pluralizer.Format(count, "instance")} by "
                    + $"{verdict.Parameters[parameter]}: mean, min and max of the points with this value"
            )
            {
                Unit = "records/s",
                CategoryAxisTitle = verdict.Parameters[parameter],
                Categories = [.. groups.Select(group => group.Value)],
                Series =
                [
                    new ChartSpreadSeries(
                        "capacity",
                        [
                            .. groups.Select(group => new ChartSpread(
                                group.Value,
                                group.Rates.Average(),
                                group.Rates.Min(),
                                group.Rates.Max()
                            )),
                        ]
                    )
                    {
                        IsConnected = true,
                    },
                ],
            };
        }
    }

    private static string GetAnswer(PointResult point, bool isVaried) =>
        isVaried ? point.InstancesNeeded : DescribeEnough(point.Capacities[0], point.PeakLoad);

    private static SpreadChart DrawByInstances(PointResult point) =>
        new("Capacity by instances")
        {
            Unit = "records/s",
            CategoryAxisTitle = "instances",
            Categories = [.. point.Capacities.Select(estimate => Text(estimate.Parallelism))],
            Series = CreateSeries(point.Capacities.Select(estimate => (Text(estimate.Parallelism), estimate)), isConnected: true),
            Reference = CreateReference(point.PeakLoad),
        };

    /// <summary>Returns the peak load; null if it differs between points.</summary>
    private ChartReference? CreateReference() =>
        VerdictText.HaveSamePeak(_points) ? CreateReference(_points.Average(point => point.PeakLoad)) : null;

    private static ChartReference CreateReference(double load) =>
        new(load, $"peak load {MeasurementFormatter.Rate(MeasurementFormatter.RoundToThree(load))}");

    /// <summary>Draws the capacity over the only parameter, at each number of instances of all points.</summary>
    private ValueList<SpreadChart> DrawOverParameter()
    {
        if (verdict.Parameters.Count != 1)
        {
            return [];
        }

        bool isNumeric = data.Points.All(point =>
            point.Parameters.Values.All(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        );
        // The number of instances that the verdict compares, so that the chart shows its finding.
        int count = VerdictText.GetComparedCount(_points);
        if (count == 0)
        {
            count = _points
                .SelectMany(point => point.Capacities)
                .GroupBy(estimate => estimate.Parallelism)
                .MaxBy(group => group.Count())!
                .Key;
        }

        (string, CapacityEstimate)[] items =
        [
            .. _points
                .Select(point => (Category: point.Parameters[0], Estimate: point.Find(count)))
                .Where(entry => entry.Estimate is { Kind: not CapacityKind.Unknown })
                .Select(entry => (entry.Category, entry.Estimate!)),
        ];
        return items.Length < 2
            ? []
            :
            [
                new SpreadChart($"Capacity with {Pluralizer.Format(count, "instance")}")
                {
                    Unit = "records/s",
                    CategoryAxisTitle = verdict.Parameters[0],
                    Categories = [.. _points.Select(point => point.Parameters[0])],
                    Series = CreateSeries(items, isNumeric),
                    Reference = CreateReference(),
                },
            ];
    }

    private static ValueList<ChartSpreadSeries> CreateSeries(IEnumerable<(string Category, CapacityEstimate Item)> items, bool isConnected)
    {
        (string Category, CapacityEstimate Item)[] estimated = [.. items.Where(item => item.Item.Kind != CapacityKind.Unknown)];
        string[] hollow =
        [
            .. estimated
                .Where(item => item.Item.Kind != CapacityKind.Measured)
                .OrderByDescending(item => item.Item.Kind)
                .Select(item => Describe(item.Item))
                .Distinct(StringComparer.Ordinal),
        ];
        return
        [
            new ChartSpreadSeries("measured", [.. estimated.Select(item => CreateSpread(item.Category, item.Item))])
            {
                IsConnected = isConnected,
                HollowName = string.Join(" or ", hollow),
            },
        ];
    }

    private static ChartSpread CreateSpread(string category, CapacityEstimate estimate)
    {
        double margin = double.IsFinite(estimate.MarginOfError) ? estimate.MarginOfError : 0;
        return new ChartSpread(category, estimate.RecordsPerSecond, estimate.RecordsPerSecond - margin, estimate.RecordsPerSecond + margin)
        {
            IsHollow = estimate.Kind != CapacityKind.Measured,
            Text = (estimate with { MarginOfError = double.NaN }).ToString(),
        };
    }

    private static string Describe(CapacityEstimate estimate) =>
        estimate.Kind switch
        {
            CapacityKind.Measured => "measured",
            CapacityKind.Estimated => "estimated",
            CapacityKind.AtLeast => "lower bound",
            _ => "unknown",
        };

    private static string DescribeEnough(CapacityEstimate estimate, double load) =>
        estimate.IsEnoughFor(load) switch
        {
            true => "yes",
            false => "no",
            null => "not decided",
        };

    private string DescribeUndecided() =>
        _points.Any(point => point.InstancesNeeded == "–") ? " –: not decided, because too few samples show a capacity." : "";

    /// <summary>Returns which part of the time was simulated; empty if all of it was.</summary>
    private string DescribeSampling()
    {
        double[] ratios =
        [
            .. data.Points.SelectMany(point => point.Completed).SelectMany(run => run.Find(MetricSampler.Sampled).Values.ToArray()),
        ];
        return ratios.Length > 0 && ratios.Average() is < 1 and var mean
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" Of the time, {100 * mean:0.##} % was simulated, so latencies can deviate by the 'error' of 'sampling'."
            )
            : "";
    }

    private static string Count(int instances) => Pluralizer.Format(instances, "instance");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
