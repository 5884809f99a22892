using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Result of a tournament.</summary>
public sealed record TournamentReport
{
    private const int DrawsDefault = 2000;

    private readonly int _runs;
    private readonly int _seeds;
    private readonly ValueList<double> _scores;
    private readonly ValueList<string> _names;

    /// <summary>False if the program computes the score.</summary>
    internal bool HasDefaultScore { get; }

    /// <param name="reports">Reports by policy, then load, then seed; those of the baselines last.</param>
    /// <param name="runs">Number of reports of each policy.</param>
    /// <param name="seeds">Number of reports of each policy and load.</param>
    internal TournamentReport(ValueList<BacktestReport> reports, int policies, int runs, int seeds, Func<BacktestReport, double> score)
    {
        (_runs, _seeds) = (runs, seeds);
        HasDefaultScore = ReferenceEquals(score, Tournament.DefaultScore);
        Reports = reports.Take(policies * runs).ToValueList();
        BaselineReports = reports.Skip(policies * runs).ToValueList();
        _scores = reports.Select(score).ToValueList();
        _names = Enumerable.Range(0, reports.Count / runs).Select(index => reports[index * runs].Name).ToValueList();
        TournamentResult[] all =
        [
            .. _names.Select(
                (_, index) => Judge(reports.AsSpan().Slice(index * runs, runs).ToArray(), _scores.AsSpan().Slice(index * runs, runs), seeds)
            ),
        ];
        TournamentResult[] ranked = all[..policies];
        Results = ranked
            .Select(result => result with { IsParetoOptimal = !ranked.Any(other => IsBetter(other, result)) })
            .OrderBy(result => result.Score.Mean)
            .ThenBy(result => result.Name, StringComparer.Ordinal)
            .ToValueList();
        Results = Results
            .Select((result, rank) => rank == 0 ? result : result with { DifferenceToWinner = Compare(result.Name, Results[0].Name) })
            .ToValueList();
        Baselines = all[policies..]
            .Select(baseline => baseline with { DifferenceToWinner = Compare(baseline.Name, Results[0].Name) })
            .ToValueList();
    }

    internal int Seeds => _seeds;

    /// <summary>All back-tests, by policy, then load, then seed.</summary>
    public ValueList<BacktestReport> Reports { get; }

    /// <summary>Results of the policies, best first.</summary>
    public ValueList<TournamentResult> Results { get; }

    /// <summary>Results of the baselines for the same loads; empty if disabled.</summary>
    public ValueList<TournamentResult> Baselines { get; }

    /// <summary>Back-tests of the baselines, by baseline, then load, then seed.</summary>
    public ValueList<BacktestReport> BaselineReports { get; }

    /// <summary>Combinations of a <see cref="ParameterSearch"/> that its policy rejects; otherwise empty.</summary>
    public ValueList<RejectedParameters> Rejected { get; internal init; } = [];

    /// <summary>Compares the scores of two policies run by run.</summary>
    /// <param name="name">Name of the policy.</param>
    /// <param name="other">Name of the policy to compare with.</param>
    /// <param name="resamples">Number of resamples for the interval, 100 or more.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">A policy does not exist, or there are fewer than 100 resamples.</exception>
    public PairedDifference Compare(string name, string other, int resamples = DrawsDefault, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        ReadOnlySpan<double> ours = GetScores(name);
        ReadOnlySpan<double> theirs = GetScores(other);
        double[] differences = new double[_runs];
        for (int index = 0; index < differences.Length; index++)
        {
            differences[index] = ours[index] - theirs[index];
        }

        // Stratified by load, because the loads are fixed and only randomness is sampled.
        (double mean, double low, double high) = SampleInference.Resample(differences, _seeds, resamples, seed);
        return new PairedDifference(name, other, mean, low, high);
    }

    /// <summary>
    /// Returns the ranking as a table, followed by the baselines. A star marks policies that no other beats in both
    /// cost and violations. The number of rejected combinations follows the table.
    /// </summary>
    public override string ToString()
    {
        string table = TournamentTable.FormatResults(this);
        return Rejected.Count > 0
            ? $"{table}left out: {Pluralizer.Format(Rejected.Count, "combination")}, the first for {Rejected[0].Problems[0]}\n"
            : table;
    }

    private static bool IsBetter(TournamentResult other, TournamentResult result) =>
        other.CostPerHour.Mean <= result.CostPerHour.Mean
        && other.ViolationPercent.Mean <= result.ViolationPercent.Mean
        && (other.CostPerHour.Mean < result.CostPerHour.Mean || other.ViolationPercent.Mean < result.ViolationPercent.Mean);

    internal ReadOnlySpan<double> GetScores(string name) =>
        _names.AsSpan().IndexOf(name) is var index and >= 0
            ? _scores.AsSpan().Slice(index * _runs, _runs)
            : throw new ArgumentException(
                $"there is no policy '{TextEscaping.Escape(name)}'; there are "
                    + $"{string.Join(", ", _names.Select(TextEscaping.Escape))}",
                nameof(name)
            );

    private static TournamentResult Judge(BacktestReport[] reports, ReadOnlySpan<double> scores, int seeds)
    {
        Estimate Create(Func<BacktestReport, double> figure) => Estimate.FromLoads([.. reports.Select(figure)], seeds);
        return new(
            reports[0].Name,
            Create(report => report.CostPerHour),
            Create(report => report.ViolationPercent),
            Create(report => report.DirectionChangesPerDay),
            Create(report => report.MeanNodes),
            Create(report => report.UtilizationPercent),
            Estimate.FromLoads(scores, seeds)
        );
    }
}
