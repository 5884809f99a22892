namespace Scalewright.Experiments.Histories;

/// <summary>All that was measured in an experiment, and what is needed to judge it.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Task">The operator that was scaled.</param>
public sealed record ExperimentData(string Name, string Task)
{
    // Who has lost more runs than these looks into the folder.
    private const int MaxNamedRuns = 20;

    /// <summary>Time from the beginning and after each scaling that does not count, where a point does not say otherwise.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Time before each scaling and before the end that does not count, where a point does not say otherwise.</summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>The kinds of its machines, joined by <c>-</c>; empty when that is not known.</summary>
    public string Node { get; init; } = "";

    /// <summary>What it was run with, by the keys of Scalehub's files, as <c>experiment.scaling.interval_scaling_s</c>.</summary>
    public ValueMap<string> Config { get; init; } = ValueMap<string>.Empty;

    /// <summary>Where the data comes from; null when that was not recorded.</summary>
    public ExperimentSource? Source { get; init; }

    /// <summary>Runs that were wanted of each point.</summary>
    public int Runs { get; init; }

    /// <summary>The experiments of the sweep, in order.</summary>
    public ValueList<PointData> Points { get; init; } = [];

    /// <summary>The runs that were desired and count in no figure, in order: each point's by number.</summary>
    public IEnumerable<RunLeftOut> LeftOut => Points.SelectMany(LeftOutOf);

    /// <summary>Lists what the figures alone do not show: runs that are left out, and a definition that was changed since.</summary>
    /// <param name="folder">The folder as the caller names it, for messages.</param>
    /// <returns>Warnings; empty when every run counts and the definition is the one that was run.</returns>
    public ValueList<Problem> Check(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        RunLeftOut[] left = [.. LeftOut];
        return
        [
            .. Source?.CheckDefinition(folder) is { } changed ? [changed] : (ValueList<Problem>)[],
            .. left.Take(MaxNamedRuns).Select(run => Warning(folder, run.ToString())),
            .. left.Length > MaxNamedRuns ? [Warning(folder, CountText.Of(left.Length - MaxNamedRuns, "more run"))] : (ValueList<Problem>)[],
        ];
    }

    /// <summary>The same, as a point is judged.</summary>
    internal ExperimentData For(PointData point) => this with { WarmUp = point.WarmUp ?? WarmUp, CoolDown = point.CoolDown ?? CoolDown };

    private static Problem Warning(string folder, string runs) =>
        new(ProblemCode.RunLeftOut, $"left out: {runs}", "let it end, or run the definition again") { Source = folder, Severity = ProblemSeverity.Warning };

    private IEnumerable<RunLeftOut> LeftOutOf(PointData point)
    {
        Dictionary<int, RunHistory> runs = point.Runs.DistinctBy(run => run.Number).ToDictionary(run => run.Number);
        return Enumerable.Range(1, Math.Max(Runs, runs.Keys.DefaultIfEmpty().Max()))
            .Where(number => runs.GetValueOrDefault(number)?.Outcome != RunOutcome.Completed)
            .Select(number => RunLeftOut.Of(point, number, runs.GetValueOrDefault(number)));
    }
}
