using System.Text;

namespace Scalewright.Decisions.Backtesting;

/// <summary>What came of a tournament.</summary>
public sealed record TournamentReport
{
    private const int DrawsDefault = 2000;

    private readonly int _runs;
    private readonly int _seeds;
    private readonly ValueList<double> _scores;
    private readonly ValueList<string> _names;

    /// <param name="reports">The reports: by policy, then load, then seed.</param>
    /// <param name="runs">How many each policy has.</param>
    /// <param name="seeds">How many of these each load has.</param>
    /// <param name="score">What is ranked by.</param>
    internal TournamentReport(ValueList<BacktestReport> reports, int runs, int seeds, Func<BacktestReport, double> score)
    {
        (Reports, _runs, _seeds) = (reports, runs, seeds);
        _scores = reports.Select(score).ToValueList();
        _names = Enumerable.Range(0, reports.Count / runs).Select(index => reports[index * runs].Name).ToValueList();
        Standing[] standings = [.. _names.Select((_, index) => Judge(reports.AsSpan().Slice(index * runs, runs).ToArray(), _scores.AsSpan().Slice(index * runs, runs)))];
        Standings = standings.Select(one => one with { IsEfficient = !standings.Any(other => IsBetter(other, one)) })
            .OrderBy(one => one.Score.Mean).ThenBy(one => one.Name, StringComparer.Ordinal).ToValueList();
        Standings = Standings.Select((one, place) => place == 0 ? one : one with { Behind = Compare(one.Name, Standings[0].Name) }).ToValueList();
    }

    /// <summary>Every back-test: by policy, then load, then seed.</summary>
    public ValueList<BacktestReport> Reports { get; }

    /// <summary>The policies, the best first.</summary>
    public ValueList<Standing> Standings { get; }

    /// <summary>Combinations of a <see cref="ParameterSearch"/> that its policy refuses, with the reasons; empty otherwise.</summary>
    public ValueList<Refusal> LeftOut { get; internal init; } = [];

    /// <summary>Compares two policies run by run, by what the tournament ranks by.</summary>
    /// <param name="name">The policy.</param>
    /// <param name="other">What it is compared with.</param>
    /// <param name="draws">How often the differences are drawn again for the interval, 100 or more.</param>
    /// <param name="seed">Seed of that drawing.</param>
    /// <exception cref="ArgumentException">There is no such policy, or there are too few draws.</exception>
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

    /// <summary>The standings as a table; a star stands at policies that no other beats in both cost and violations. Behind the table stands how many were left out.</summary>
    public override string ToString()
    {
        string[][] rows =
        [
            ["", "policy", "score", "behind", "cost", "violations %", "reversals/day", "nodes", "busy %"],
            .. Standings.Select(one => new[]
            {
                one.IsEfficient ? "*" : "", one.Name, one.Score.ToString(), one.Behind?.ToString() ?? "", one.Cost.ToString(), one.ViolationPercent.ToString(),
                one.ReversalsPerDay.ToString(), one.NodesMean.ToString(), one.UtilizationPercent.ToString(),
            }),
        ];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            text.AppendJoin("  ", row.Select((cell, column) => column < 2 ? cell.PadRight(rows.Max(other => other[column].Length)) : cell.PadLeft(rows.Max(other => other[column].Length)))).Append('\n');
        }

        return LeftOut.Count > 0 ? text.Append($"left out: {CountText.Of(LeftOut.Count, "combination")}, the first for {LeftOut[0].Problems[0]}\n").ToString() : text.ToString();
    }

    private static bool IsBetter(Standing other, Standing one) =>
        other.Cost.Mean <= one.Cost.Mean && other.ViolationPercent.Mean <= one.ViolationPercent.Mean
        && (other.Cost.Mean < one.Cost.Mean || other.ViolationPercent.Mean < one.ViolationPercent.Mean);

    private ReadOnlySpan<double> ScoresOf(string name) => _names.AsSpan().IndexOf(name) is var index and >= 0
        ? _scores.AsSpan().Slice(index * _runs, _runs)
        : throw new ArgumentException($"there is no policy '{Printable.Escape(name)}'; there are {string.Join(", ", _names.Select(Printable.Escape))}", nameof(name));

    private static Standing Judge(BacktestReport[] reports, ReadOnlySpan<double> scores)
    {
        Estimate Of(Func<BacktestReport, double> figure) => Estimate.Of([.. reports.Select(figure)]);
        return new(
            reports[0].Name,
            Of(report => report.Cost),
            Of(report => report.ViolationPercent),
            Of(report => report.ReversalsPerDay),
            Of(report => report.NodesMean),
            Of(report => report.UtilizationPercent),
            Estimate.Of(scores));
    }
}
