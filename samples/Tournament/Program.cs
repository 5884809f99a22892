using System.CommandLine;
using System.Globalization;
using Scalewright;
using Scalewright.Charts;
using Scalewright.Decisions.Backtesting;

namespace TournamentSample;

/// <summary>What would these policies have done with this load, and at what price?</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        Argument<string[]> loads = new("load") { Description = "CSV files, time and load; none: three that come with the sample", Arity = ArgumentArity.ZeroOrMore };
        Option<string> page = new("--out") { Description = "where the page goes", DefaultValueFactory = _ => "tournament.html" };
        Option<int> seeds = new("--seeds") { Description = "seeds of each pair of policy and load, 1 or more", DefaultValueFactory = _ => 5 };
        RootCommand root = new("Back-tests well-known scaling policies over recorded loads.") { loads, page, seeds };
        root.SetAction(result => Run(result.GetValue(loads) is { Length: > 0 } files ? files : Own(), result.GetValue(page)!, result.GetValue(seeds)));
        ParseResult parsed = root.Parse(args);
        return parsed.Errors.Count > 0 ? Math.Max(2, parsed.Invoke()) : parsed.Invoke();
    }

    private static string[] Own() => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "loads"), "*.csv").Order(StringComparer.Ordinal)];

    private static int Run(string[] files, string page, int seeds)
    {
        try
        {
            TournamentReport[] reports = [.. files.Select(file => Play(file, seeds))];
            for (int index = 0; index < files.Length; index++)
            {
                Console.WriteLine(reports[index].Reports[0].Trace);
                Console.WriteLine(reports[index]);
            }

            File.WriteAllText(page, PageOf(reports).ToHtml());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reports.Sum(report => report.Reports.Count)} back-tests; see {page}"));
            return 0;
        }
        catch (Exception exception) when (exception is ScalewrightException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    /// <summary>A tournament for each load, as a node's part of it differs.</summary>
    private static TournamentReport Play(string file, int seeds)
    {
        LoadTrace load = TraceReader.ReadCsv(File.ReadAllBytes(file), new TraceOptions { Repair = TraceRepair.Gaps }, file);
        double nodeLoad = Math.Max(load.Peak / 20, 1);
        BacktestModel model = new()
        {
            NodeLoad = nodeLoad,
            NodesStart = 2,
            Boot = TimeSpan.FromSeconds(90),
            BootSpread = TimeSpan.FromSeconds(60),
            FailuresPerHour = 0.002,
            PricePerHour = 0.10,
            StepsPerDecision = 1,
        };
        return new Tournament { Contenders = Contenders.Of(nodeLoad, load.Step), Traces = [load], Model = model, Seeds = seeds }.Run();
    }

    private static ChartPage PageOf(TournamentReport[] reports)
    {
        ChartPage[] pages = [.. reports.Select(report => BacktestPage.Of("", report, chartsPerLoad: 2))];
        return new ChartPage("Which policy, for which load?")
        {
            Lead = $"Five well-known scaling rules over {CountText(reports.Length)}: what each would have done, how often load had to wait, and at what price.",
            Sections = pages.SelectMany(page => page.Sections).ToValueList(),
        };
    }

    private static string CountText(int count) => count == 1 ? "a recorded load" : string.Create(CultureInfo.InvariantCulture, $"{count} recorded loads");
}
