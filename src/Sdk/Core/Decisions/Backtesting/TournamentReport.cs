namespace Scalewright.Decisions.Backtesting;

/// <summary>Result of a tournament.</summary>
public sealed record TournamentReport
{
    private const int DrawsDefault = 2000;

    private readonly int _runs;
    private readonly int _seeds;
    private readonly ValueList<double> _scores;
    private readonly ValueList<string> _names;

    /// <param name="reports">Reports by policy, then load, then seed; those of the baselines last.</param>
    /// <param name="runs">Number of reports of each policy.</param>
    /// <param name="seeds">Number of reports of each policy and load.</param>
    internal TournamentReport(ValueList<BacktestReport> reports, int policies, int runs, int seeds, Func<BacktestReport, double> score)
    {
        (_runs, _seeds) = (runs, seeds);
        Reports = reports.Take(policies * runs).ToValueList();
        RivalReports = reports.Skip(policies * runs).ToValueList();
        _scores = reports.Select(score).ToValueList();
        _names = Enumerable.Range(0, reports.Count / runs).Select(index => reports[index * runs].Name).ToValueList();
        Standing[] all = [.. _names.Select((_, index) => Judge(reports.AsSpan().Slice(index * runs, runs).ToArray(), _scores.AsSpan().Slice(index * runs, runs), seeds))];
        Standing[] standings = all[..policies];
        Standings = standings.Select(one => one with { IsEfficient = !standings.Any(other => IsBetter(other, one)) })
            .OrderBy(one => one.Score.Mean).ThenBy(one => one.Name, StringComparer.Ordinal).ToValueList();
        Standings = Standings.Select((one, place) => place == 0 ? one : one with { Behind = Compare(one.Name, Standings[0].Name) }).ToValueList();
        Rivals = all[policies..].Select(one => one with { Behind = Compare(one.Name, Standings[0].Name) }).ToValueList();
    }

    internal int Seeds => _seeds;

    /// <summary>All back-tests, by policy, then load, then seed.</summary>
    public ValueList<BacktestReport> Reports { get; }

    /// <summary>Results of the policies, best first.</summary>
    public ValueList<Standing> Standings { get; }

    /// <summary>Results of the baselines for the same loads; empty if disabled.</summary>
    public ValueList<Standing> Rivals { get; }

    /// <summary>Back-tests of the baselines, by baseline, then load, then seed.</summary>
    public ValueList<BacktestReport> RivalReports { get; }

    /// <summary>Combinations of a <see cref="ParameterSearch"/> that its policy rejects; otherwise empty.</summary>
    public ValueList<Refusal> LeftOut { get; internal init; } = [];

    /// <summary>Compares the scores of two policies run by run.</summary>
    /// <param name="name">The policy.</param>
    /// <param name="other">Policy to compare with.</param>
    /// <param name="draws">Number of resamples for the interval, 100 or more.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">The policy does not exist, or there are too few resamples.</exception>
    public PairedDifference Compare(string name, string other, int draws = DrawsDefault, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 100);
        ReadOnlySpan<double> ours = ScoresOf(name);
        ReadOnlySpan<double> theirs = ScoresOf(other);
        double[] differences = new double[_runs];
        for (int index = 0; index < differences.Length; index++)
        {
            differences[index] = ours[index] - theirs[index];
        }

        return PairedDifference.Of(name, other, differences, _seeds, draws, seed);
    }

    /// <summary>
    /// Returns the ranking as a table, followed by the baselines. A star marks policies that no other beats in both
    /// cost and violations. The number of rejected combinations follows the table.
    /// </summary>
    public override string ToString()
    {
        string table = TournamentTable.StandingsOf(this);
        return LeftOut.Count > 0 ? $"{table}left out: {CountText.Of(LeftOut.Count, "combination")}, the first for {LeftOut[0].Problems[0]}\n" : table;
    }

    private static bool IsBetter(Standing other, Standing one) =>
        other.Cost.Mean <= one.Cost.Mean && other.ViolationPercent.Mean <= one.ViolationPercent.Mean
        && (other.Cost.Mean < one.Cost.Mean || other.ViolationPercent.Mean < one.ViolationPercent.Mean);

    internal ReadOnlySpan<double> ScoresOf(string name) => _names.AsSpan().IndexOf(name) is var index and >= 0
        ? _scores.AsSpan().Slice(index * _runs, _runs)
        : throw new ArgumentException($"there is no policy '{Printable.Escape(name)}'; there are {string.Join(", ", _names.Select(Printable.Escape))}", nameof(name));

    private static Standing Judge(BacktestReport[] reports, ReadOnlySpan<double> scores, int seeds)
    {
        Estimate Of(Func<BacktestReport, double> figure) => Estimate.Of([.. reports.Select(figure)], seeds);
        return new(
            reports[0].Name,
            Of(report => report.Cost),
            Of(report => report.ViolationPercent),
            Of(report => report.ReversalsPerDay),
            Of(report => report.NodesMean),
            Of(report => report.UtilizationPercent),
            Estimate.Of(scores, seeds));
    }
}
