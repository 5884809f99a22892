using Scalewright.Experiments.Reports;

namespace Scalewright.Experiments.Histories;

/// <summary>Measurements of an experiment and the parameters of its evaluation.</summary>
/// <param name="Name">Name of the folder.</param>
/// <param name="Task">The operator that was scaled.</param>
public sealed record ExperimentData(string Name, string Task)
{
    private const int MaxWarnings = 20;
    private const int MaxNamedRuns = 3;

    /// <summary>Excluded time after the start and after each scaling, unless the point overrides it.</summary>
    public TimeSpan WarmUpPeriod { get; init; }

    /// <summary>Excluded time before each scaling and before the end, unless the point overrides it.</summary>
    public TimeSpan CoolDownPeriod { get; init; }

    /// <summary>Kinds of the machines, joined by <c>-</c>; empty if unknown.</summary>
    public string Node { get; init; } = "";

    /// <summary>Configuration with Scalehub's keys, for example <c>experiment.scaling.interval_scaling_s</c>.</summary>
    public ValueMap<string> Config { get; init; } = ValueMap<string>.Empty;

    /// <summary>Provenance of the data; null if it was not recorded.</summary>
    public ExperimentProvenance? Provenance { get; init; }

    /// <summary>Desired number of runs of each point.</summary>
    public int Runs { get; init; }

    /// <summary>Experiments of the sweep, in order.</summary>
    public ValueList<PointData> Points { get; init; } = [];

    /// <summary>Limits of the rules of the verdict.</summary>
    public VerdictLimits Limits { get; init; } = VerdictLimits.Default;

    /// <summary>Limits that the results must meet; null for none.</summary>
    public ExperimentThresholds? Thresholds { get; init; }

    /// <summary>Desired runs that statistics exclude, by point and number.</summary>
    public IEnumerable<ExcludedRun> ExcludedRuns => Points.SelectMany(FindExcluded);

    /// <summary>Returns warnings about excluded runs, one for each reason, and about a changed definition.</summary>
    /// <param name="folder">Path of the folder as the caller names it, for messages.</param>
    /// <returns>Warnings; empty if every run counts and the definition is unchanged.</returns>
    public ValueList<Problem> Check(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ExcludedRun[][] excluded = [.. ExcludedRuns.GroupBy(run => run.Reason, StringComparer.Ordinal).Select(same => same.ToArray())];
        int unnamed = excluded.Skip(MaxWarnings).Sum(same => same.Length);
        ValueList<Problem> changes = Provenance?.CheckDefinition(folder) is { } changed ? [changed] : [];
        return
        [
            .. changes,
            .. excluded.Take(MaxWarnings).Select(same => Warning(folder, Describe(same), same.Length, same[0].CanEnd)),
            .. unnamed > 0 ? [Warning(folder, Pluralizer.Format(unnamed, "more run"), unnamed, canEnd: false)] : (ValueList<Problem>)[],
        ];
    }

    /// <summary>Returns a copy with the warm-up and cool-down of a point.</summary>
    internal ExperimentData For(PointData point) =>
        this with
        {
            WarmUpPeriod = point.WarmUpPeriod ?? WarmUpPeriod,
            CoolDownPeriod = point.CoolDownPeriod ?? CoolDownPeriod,
        };

    private static string Describe(ExcludedRun[] same)
    {
        if (same is [var only])
        {
            return $"{only}";
        }

        string names = string.Join(", ", same.Take(MaxNamedRuns).Select(run => run.GetName()));
        string rest = same.Length > MaxNamedRuns ? FormattableString.Invariant($" and {same.Length - MaxNamedRuns} more") : "";
        return $"{Pluralizer.Format(same.Length, "run")} ({names}{rest}): " + TextEscaping.Escape(same[0].SharedReason);
    }

    private static Problem Warning(string folder, string runs, int count, bool canEnd)
    {
        string wait = canEnd ? $"let {(count == 1 ? "it" : "them")} end, or " : "";
        return new Problem(ProblemCode.RunExcluded, $"left out: {runs}", $"{wait}run the definition again")
        {
            Source = folder,
            Severity = ProblemSeverity.Warning,
        };
    }

    private IEnumerable<ExcludedRun> FindExcluded(PointData point)
    {
        Dictionary<int, RunHistory> runs = point.Runs.DistinctBy(run => run.Number).ToDictionary(run => run.Number);
        return Enumerable
            .Range(1, Math.Max(Runs, runs.Keys.DefaultIfEmpty().Max()))
            .Where(number => runs.GetValueOrDefault(number)?.Outcome != RunOutcome.Completed)
            .Select(number => ExcludedRun.From(point, number, runs.GetValueOrDefault(number)));
    }
}
