using System.Text;

namespace Scalewright.Decisions.Backtesting;

/// <summary>What came of a tournament.</summary>
public sealed record TournamentReport
{
    internal TournamentReport(ValueList<BacktestReport> reports, int runs, Func<BacktestReport, double> score)
    {
        Reports = reports;
        Standing[] standings = [.. Enumerable.Range(0, reports.Count / runs).Select(index => Judge(reports.AsSpan().Slice(index * runs, runs).ToArray(), score))];
        Standings = standings.Select(one => one with { IsEfficient = !standings.Any(other => IsBetter(other, one)) })
            .OrderBy(one => one.Score.Mean).ThenBy(one => one.Name, StringComparer.Ordinal).ToValueList();
    }

    /// <summary>Every back-test: by policy, then load, then seed.</summary>
    public ValueList<BacktestReport> Reports { get; }

    /// <summary>The policies, the best first.</summary>
    public ValueList<Standing> Standings { get; }

    /// <summary>Combinations of a <see cref="ParameterSearch"/> that its policy refuses, with the reasons; empty otherwise.</summary>
    public ValueList<Refusal> LeftOut { get; internal init; } = [];

    /// <summary>The standings as a table; a star stands at policies that no other beats in both cost and violations. Behind it stands how many were left out.</summary>
    public override string ToString()
    {
        string[][] rows =
        [
            ["", "policy", "score", "cost", "violations %", "reversals/day", "nodes", "busy %"],
            .. Standings.Select(one => new[]
            {
                one.IsEfficient ? "*" : "", one.Name, one.Score.ToString(), one.Cost.ToString(), one.ViolationPercent.ToString(),
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

    private static Standing Judge(BacktestReport[] reports, Func<BacktestReport, double> score)
    {
        Estimate Of(Func<BacktestReport, double> figure) => Estimate.Of([.. reports.Select(figure)]);
        return new(
            reports[0].Name,
            Of(report => report.Cost),
            Of(report => report.ViolationPercent),
            Of(report => report.ReversalsPerDay),
            Of(report => report.NodesMean),
            Of(report => report.UtilizationPercent),
            Of(score));
    }
}
