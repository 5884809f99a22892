using Scalewright.Charts;

namespace Scalewright.Experiments.Reports;

/// <summary>Sections that compare the points with those of another experiment, or with the first point: the significant
/// differences, and folded the others.</summary>
internal sealed class ComparisonSection(ExperimentData data, ExperimentVerdict verdict, ExperimentData? before)
{
    private const int PointsCompared = 40;
    private const string Change = "change (95 % interval)";

    // A phone shows fewer rows as blocks with all columns.
    private const int MaxBlocks = 6;

    private readonly ExperimentData _first = before ?? data;
    private readonly PointLabels _from = new((before ?? data).Points);
    private readonly PointLabels _to = new(data.Points);

    public IEnumerable<ChartSection> Draw()
    {
        (Point From, Point To)[] pairs = GetPairs();
        (Point From, Point To, MeasureDifference Item)[] differences =
        [
            .. pairs
                .Take(PointsCompared)
                .SelectMany(pair =>
                    ExperimentComparison
                        .Compare((_first, pair.From.Data, pair.From.Result), (data, pair.To.Data, pair.To.Result))
                        .Select(difference => (pair.From, pair.To, difference))
                ),
        ];
        string unpaired = DescribeUnpaired(pairs.Length);
        if (differences.Length == 0)
        {
            if (before is not null && unpaired.Length > 0)
            {
                yield return new ChartSection($"Compared with {before.Name}") { Text = unpaired.TrimStart() };
            }

            yield break;
        }

        ValueList<double> corrected = HolmCorrection.Correct([.. differences.Select(entry => entry.Item.PValue)]);
        Row[] rows = [.. differences.Zip(corrected, (entry, value) => new Row(entry.From, entry.To, entry.Item, value))];
        int judged = corrected.Count(double.IsFinite);
        Row[] shown = judged == 0 ? rows : [.. rows.Where(row => row.IsSignificant)];
        Row[] hidden = [.. rows.Except(shown)];
        string title = before is null ? "Points compared" : $"Compared with {before.Name}";
        yield return new ChartSection(title)
        {
            Text =
                $"{Summarize(judged, rows.Count(row => row.IsSignificant))} {DescribePairs(rows)}"
                + $"{DescribeLoads(rows)}A change is significant if its p-value is below "
                + $"{Format(MeasureDifference.Significance)} after Holm's correction for "
                + $"{Pluralizer.FormatGrouped(judged, "comparison")} (Welch's t-test). A point needs two runs."
                + unpaired
                + ExperimentPage.FormatRest(pairs.Length - PointsCompared, "point"),
            IsFolded = before is null,
            Table = shown.Length > 0 ? CreateTable(shown) : null,
        };
        if (hidden.Length > 0)
        {
            string count = Pluralizer.FormatGrouped(hidden.Length, "comparison");
            yield return new ChartSection($"{count} without a significant change") { IsFolded = true, Table = CreateTable(hidden) };
        }
    }

    /// <summary>Pairs the points by name with the other experiment, or the only points of both; without another
    /// experiment, with the first point.</summary>
    private (Point From, Point To)[] GetPairs()
    {
        Point[] to = [.. data.Points.Zip(verdict.Points, (point, result) => new Point(point, result))];
        Point[] from = before is null
            ? to
            : [.. before.Points.Zip(ExperimentVerdict.Create(before).Points, (point, result) => new Point(point, result))];
        if (before is null)
        {
            return [.. to.Skip(1).Select(point => (to[0], point))];
        }

        if (from is [var baseline] && to is [var candidate])
        {
            return [(baseline, candidate)];
        }

        ILookup<string, Point> named = from.ToLookup(point => point.Data.Name, StringComparer.Ordinal);
        return [.. to.Where(point => named.Contains(point.Data.Name)).Select(point => (named[point.Data.Name].First(), point))];
    }

    /// <summary>Counts the points without a partner of the same name in the other experiment.</summary>
    private string DescribeUnpaired(int pairs) =>
        before is null || pairs == data.Points.Count
            ? ""
            : $" {Pluralizer.Format(data.Points.Count - pairs, "point")} without a point of the same name in {before.Name} "
                + "not compared.";

    private static string Summarize(int judged, int significant) =>
        judged == 0
            ? "No comparison can be judged."
            : $"{significant.ToString("N0", CultureInfo.InvariantCulture)} of {Pluralizer.FormatGrouped(judged, "comparison")} "
                + $"{(significant == 1 ? "is" : "are")} significant.";

    /// <summary>Names the first point, if all others are compared with it.</summary>
    private string DescribePairs(Row[] rows) =>
        before is null ? $"The points are compared with the first one, {_from.GetLabel(rows[0].From.Data)}. " : "";

    private static string DescribeLoads(Row[] rows) =>
        rows.GroupBy(row => row.To).Any(pair => pair.All(row => row.Item.Unit == ExperimentComparison.PerSecond))
            ? "Points that differ in load are compared by capacity only. "
            : "";

    private ChartTable CreateTable(Row[] rows)
    {
        bool isOneColumn = before is null || Array.TrueForAll(rows, row => GetFrom(row) == GetTo(row));
        ValueList<string> names = isOneColumn ? verdict.GetNames() : ["from", "to"];
        bool isReduced = isOneColumn && rows.Length > MaxBlocks;
        return new ChartTable([.. names, "measure", "before", "after", Change, "p (Holm)", "verdict"])
        {
            EssentialColumns = isReduced ? [.. names.Skip(1), "measure", Change] : [],
            Rows =
            [
                .. rows.Select(row =>
                    (ValueList<string>)
                        [
                            .. GetPoints(row),
                            row.Item.Measure,
                            row.Item.BeforeText,
                            row.Item.AfterText,
                            row.Item.ChangeText,
                            FormatPValue(row.Corrected),
                            row.Item.GetVerdict(row.Corrected),
                        ]
                ),
            ],
        };

        ValueList<string> GetPoints(Row row) => isOneColumn ? verdict.GetValues(row.To.Result) : [GetFrom(row), GetTo(row)];
    }

    private string GetFrom(Row row) => _from.GetLabel(row.From.Data);

    private string GetTo(Row row) => _to.GetLabel(row.To.Data);

    private static string Format(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string FormatPValue(double value) =>
        value switch
        {
            double.NaN => "–",
            < 0.001 => "< 0.001",
            _ => value.ToString("0.000", CultureInfo.InvariantCulture),
        };

    private sealed record Point(PointData Data, PointResult Result);

    private sealed record Row(Point From, Point To, MeasureDifference Item, double Corrected)
    {
        public bool IsSignificant => Corrected < MeasureDifference.Significance;
    }
}
