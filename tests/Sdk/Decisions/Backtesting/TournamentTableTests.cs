using System.Globalization;
using System.Text.Json;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>Ten minutes, the first half of which needs one node and the other three. Elasticity by the definitions in shared/golden/decisions, README, section 8, by hand.</summary>
public class TournamentTableTests
{
    private static readonly BacktestModel Model = new() { NodeLoad = 10, NodesStart = 2, Boot = TimeSpan.Zero };

    private static readonly LoadTrace Load = LoadGenerator.Steps(TimeSpan.FromMinutes(1), (10, 5), (30, 5));

    private static readonly TournamentReport Report = new Tournament
    {
        Contenders = [new("two", new FixedSizing { Size = 2 }), new("tracking, of load", new ThresholdSizing { Metric = BacktestModel.LoadPerNode, High = 10, Low = 4, NodesMin = 1 })],
        Traces = [Load],
        Model = Model with { BootSpread = TimeSpan.FromMinutes(2) },
        Seeds = 4,
    }.Run();

    [Theory]
    [InlineData("theta_under", 100.0 / 6)]
    [InlineData("theta_over", 50)]
    [InlineData("tau_under", 50)]
    [InlineData("tau_over", 50)]
    [InlineData("jitter_per_hour", -6)]
    [InlineData("instability_percent", 100.0 / 9)]
    [InlineData("elastic_speedup", 1)]
    public void A_back_test_tells_how_elastic_it_was_in_all_its_tables(string name, double expected)
    {
        BacktestReport[] reports = [.. Backtest.Compare(new FixedSizing { Size = 2 }, Load, Model, "two")];

        string[][] csv = [.. BacktestTable.ToCsv(reports).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        int column = Array.IndexOf(csv[0], name);

        double.Parse(csv[1][column], CultureInfo.InvariantCulture).ShouldBe(expected, 1e-9);
        JsonDocument.Parse(BacktestTable.ToJson(reports)).RootElement[0].GetProperty(name).GetDouble().ShouldBe(expected, 1e-9);
        BacktestTable.ToText(reports).Split('\n')[0].ShouldContain(name);
        BacktestPage.Of("two", reports).Sections[0].Table!.Columns.ShouldContain(name.Replace("_percent", " %", StringComparison.Ordinal).Replace('_', ' '));
    }

    [Fact]
    public void A_speedup_over_what_never_lacks_anything_is_not_known()
    {
        string csv = BacktestTable.ToCsv(Backtest.Compare(new FixedSizing { Size = 3 }, Load, Model, "three"));

        csv.Split('\n')[1].ShouldEndWith(",", Case.Sensitive, "three nodes lack nothing, two do: there is no ratio");
    }

    [Fact]
    public void A_tournament_is_compared_with_the_peak_the_mean_and_one_that_knows_all()
    {
        Report.Rivals.Select(one => one.Name).ShouldBe(["static peak", "static mean", "clairvoyant"]);
        Report.Rivals[0].ViolationPercent.Mean.ShouldBe(0);
        Report.Rivals[0].Cost.Mean.ShouldBe(3.0 / 6, 1e-12, "three nodes for ten minutes at 1 an hour");
        Report.Rivals[1].Cost.Mean.ShouldBe(2.0 / 6, 1e-12);
        Report.RivalReports.Count.ShouldBe(12);
        Report.Compare("two", "static mean").Mean.ShouldBe(0, 1e-12);
        Report.ToString().ShouldContain("clairvoyant");
    }

    [Fact]
    public void Its_CSV_has_a_margin_for_every_figure()
    {
        string[][] csv = [.. TournamentTable.ToCsv(Report).TrimEnd('\n').Split('\n').Select(line => line.Replace("\"tracking, of load\"", "tracking", StringComparison.Ordinal).Split(','))];
        double[] costs = [.. Report.Reports.Where(report => report.Name != "two").Select(report => report.Cost)];
        double mean = costs.Average();

        // Student's t for 3 degrees of freedom is 3.182: NIST/SEMATECH e-Handbook.
        double margin = 3.182 * Math.Sqrt(costs.Sum(cost => (cost - mean) * (cost - mean)) / 3 / 4);
        string[] row = csv.Single(line => line[0] == "tracking");
        int column = Array.IndexOf(csv[0], "cost");

        csv.ShouldAllBe(line => line.Length == csv[0].Length);
        csv.Length.ShouldBe(6);
        double.Parse(row[column], CultureInfo.InvariantCulture).ShouldBe(mean, 1e-12);
        double.Parse(row[column + 1], CultureInfo.InvariantCulture).ShouldBe(margin, 1e-9);
    }

    [Fact]
    public void Its_JSON_says_the_same_and_null_where_nothing_is_known()
    {
        JsonElement rows = JsonDocument.Parse(TournamentTable.ToJson(Report)).RootElement;

        rows.EnumerateArray().Select(row => row.GetProperty("policy").GetString()).ShouldBe([.. Report.Standings.Select(one => one.Name), .. Report.Rivals.Select(one => one.Name)]);
        rows[0].GetProperty("behind").ValueKind.ShouldBe(JsonValueKind.Null);
        rows.EnumerateArray().Single(row => row.GetProperty("policy").GetString() == "static peak").GetProperty("elastic_speedup").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Its_text_has_the_standings_and_below_them_how_elastic_each_was()
    {
        string[] lines = TournamentTable.ToText(Report).Split('\n');

        lines[1].ShouldContain(Report.Standings[0].Name);
        lines.Count(line => line.StartsWith("two", StringComparison.Ordinal)).ShouldBe(1);
        lines.Single(line => line.StartsWith("two", StringComparison.Ordinal)).ShouldContain("16.67 ± 0");
    }

    [Fact]
    public void A_policy_may_not_be_called_like_a_rival() =>
        Should.Throw<Scalewright.Decisions.DecisionException>(() => new Tournament { Contenders = [new("static mean", new FixedSizing { Size = 1 })], Traces = [Load], Model = Model }.Run());
}
