using System.CommandLine;
using System.Globalization;
using Scalewright;
using Scalewright.Charts;
using Scalewright.CommandLines;
using Scalewright.Decisions.Backtesting;

namespace TournamentSample;

/// <summary>What would these policies have done with this load, and at what price?</summary>
internal static class Program
{
    private const int PeakNodes = 20;
    private const double NodeLoad = 100;
    private const double Price = 0.10;
    private const int ChartsPerLoad = 2;

    private static Task<int> Main(string[] args)
    {
        Argument<string[]> loads = new("load") { Description = "CSV files, time and load; none: those that come with the sample", Arity = ArgumentArity.ZeroOrMore };
        Option<string> page = new("--out") { Description = "where the page goes", DefaultValueFactory = _ => "tournament.html" };
        Option<string?> csv = new("--csv") { Description = "where the figures go as CSV; none: nowhere" };
        Option<int> seeds = new("--seeds") { Description = "seeds of each pair of policy and load, 1 or more", DefaultValueFactory = _ => 5 };
        RootCommand root = new("Back-tests well-known scaling policies over recorded loads.") { loads, page, csv, seeds };
        root.SetAction(result => Run(result.GetValue(loads) is { Length: > 0 } files ? files : Own(), result.GetValue(page)!, result.GetValue(csv), result.GetValue(seeds)));
        return CommandLineProgram.RunAsync(root, args);
    }

    private static string[] Own() => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "loads"), "*.csv").Order(StringComparer.Ordinal)];

    private static int Run(string[] files, string page, string? csv, int seeds)
    {
        try
        {
            TournamentReport report = Play(Named(files), seeds);
            Console.Write(TournamentTable.ToText(report));
            File.WriteAllText(page, PageOf(report, files.Length).ToHtml());
            if (csv is not null)
            {
                File.WriteAllText(csv, TournamentTable.ToCsv(report));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Reports.Count + report.RivalReports.Count} back-tests; see {page}"));
            return 0;
        }
        catch (Exception exception) when (exception is ScalewrightException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    /// <summary>Loads are called like their files, and like their whole paths where two files have one name.</summary>
    private static ValueList<LoadTrace> Named(string[] files)
    {
        LoadTrace[] loads = [.. files.Select(Read)];
        HashSet<string> twice = [.. loads.GroupBy(load => load.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key)];
        return loads.Select((load, index) => twice.Contains(load.Name) ? load with { Name = files[index] } : load).ToValueList();
    }

    /// <summary>Every load as high as the others, so that one node and one set of rules fit all of them.</summary>
    private static LoadTrace Read(string file) => TraceReader.ReadCsv(File.ReadAllBytes(file), new TraceOptions { Repair = TraceRepair.Gaps }, file).ScaledTo(PeakNodes * NodeLoad);

    private static TournamentReport Play(ValueList<LoadTrace> loads, int seeds)
    {
        BacktestModel model = new()
        {
            NodeLoad = NodeLoad,
            NodesStart = 2,
            Boot = TimeSpan.FromSeconds(90),
            BootSpread = TimeSpan.FromSeconds(60),
            FailuresPerHour = 0.002,
            PricePerHour = Price,
            Windows = Contenders.Windows,
        };
        return new Tournament { Contenders = Contenders.Of(NodeLoad), Traces = loads, Model = model, Seeds = seeds, Score = Score }.Run();
    }

    /// <summary>Percent of what nodes for the peak would cost, and 1 % of that more for each tenth of a percent of violations: loads of an hour count as much as those of months.</summary>
    private static double Score(BacktestReport report) =>
        100 * report.Cost / (PeakNodes * Price * report.Trace.Duration.TotalHours) * (1 + (report.ViolationPercent / 10));

    private static ChartPage PageOf(TournamentReport report, int loads) => BacktestPage.Of("Which policy, for which load?", report, ChartsPerLoad) with
    {
        Lead = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Standings.Count} scaling rules over {(loads == 1 ? "a recorded load" : $"{loads} recorded loads")}: what each would have done, how often load had to wait, and at what price. The score is the cost in percent of what nodes for the peak would cost, with 1 % of it more for each tenth of a percent of violations."),
    };
}
