namespace Scalewright.Decisions.Backtesting;

/// <summary>Figures of a report for readers, relative to the baselines of the same load.</summary>
internal sealed record BacktestSummary(BacktestReport Report)
{
    /// <summary>Saving over a static peak, as ratio of the saving of the clairvoyant; null if unknown.</summary>
    public double? Saving { get; private init; }

    /// <summary>True for a baseline of <see cref="Backtest.Compare"/>.</summary>
    public bool IsBaseline => BaselinePolicies.Names.Contains(Report.Name, StringComparer.Ordinal);

    /// <summary>
    /// Number of steps before enough nodes were ready for the first time; 0 if they never were, and for baselines,
    /// which start at their desired size.
    /// </summary>
    public int StartSteps { get; } =
        BaselinePolicies.Names.Contains(Report.Name, StringComparer.Ordinal)
            ? 0
            : Enumerable.Range(0, Report.Steps.Count).FirstOrDefault(step => Report.Steps[step].ReadyCount >= Report.GetDemand(step));

    /// <summary>Total length of the violations at the start.</summary>
    public TimeSpan StartViolations => Report.Trace.Step * Report.Steps.Take(StartSteps).Count(IsViolation);

    /// <summary>Total length of the violations after the start.</summary>
    public TimeSpan Violations => Report.Trace.Step * Report.Steps.Skip(StartSteps).Count(IsViolation);

    /// <summary>Maximum number of needed nodes.</summary>
    public int MaxDemand => Enumerable.Range(0, Report.Steps.Count).Max(Report.GetDemand);

    /// <summary>Number of changes of the size per day.</summary>
    public double ChangesPerDay => Report.ChangeCount / Report.Trace.Duration.TotalDays;

    /// <summary>
    /// Creates the figures of reports of one load: policies by cost, then the baselines without duplicates.
    /// </summary>
    public static BacktestSummary[] Create(IEnumerable<BacktestReport> reports)
    {
        BacktestReport[] all = [.. reports];
        BacktestSummary[] figures = [.. all.Select(report => new BacktestSummary(report) { Saving = GetSaving(report, all) })];
        return
        [
            .. figures.Where(row => !row.IsBaseline).OrderBy(row => row.Report.Cost),
            .. BaselinePolicies
                .Names.Reverse()
                .SelectMany(name => figures.Where(row => row.Report.Name == name).DistinctBy(row => row.Report.Model)),
        ];
    }

    /// <summary>Formats a length of time with its two largest units: <c>0</c>, <c>34 h 52 min</c>.</summary>
    public static string Format(TimeSpan time)
    {
        (double Number, string Unit)[] parts = [(Math.Floor(time.TotalHours), "h"), (time.Minutes, "min"), (time.TotalSeconds % 60, "s")];
        string text = string.Join(
            ' ',
            parts
                .SkipWhile(part => part.Number == 0)
                .Take(2)
                .Where(part => part.Number > 0)
                .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Number:#,0.###} {part.Unit}"))
        );
        return text.Length > 0 ? text : "0";
    }

    /// <summary>Formats whole days as such: <c>2 days</c>, <c>36 h</c>.</summary>
    public static string FormatDays(TimeSpan time) =>
        time >= TimeSpan.FromDays(1) && time.Ticks % TimeSpan.TicksPerDay == 0 ? Pluralizer.FormatGrouped(time.Days, "day") : Format(time);

    public static string FormatCost(double cost) => cost.ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>Formats a number per day: whole from 10, else with a decimal.</summary>
    public static string FormatNumber(double number) => number.ToString(number >= 9.95 ? "N0" : "0.#", CultureInfo.InvariantCulture);

    private static double? GetSaving(BacktestReport report, BacktestReport[] all)
    {
        double? peak = GetCost(BaselinePolicies.StaticPeak);
        double? least = GetCost(BaselinePolicies.Clairvoyant);
        return peak > least && report.Name != BaselinePolicies.StaticMean ? (peak - report.Cost) / (peak - least) : null;

        // Baselines start at other sizes.
        double? GetCost(string name) =>
            all.Where(candidate => candidate.Name == name)
                .OrderBy(candidate => candidate.Model == report.Model with { InitialNodes = candidate.Model.InitialNodes } ? 0 : 1)
                .FirstOrDefault()
                ?.Cost;
    }

    private static bool IsViolation(BacktestStep step) => step.IsViolation;
}
