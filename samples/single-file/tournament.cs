// Compares the quality and the cost of eleven scaling policies on recorded loads: dotnet run tournament.cs
#:project ../../src/Sdk/Core/Scalewright.Core.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Globalization;
using Scalewright;
using Scalewright.Charts;
using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;
using TokenType = System.CommandLine.Parsing.TokenType;

namespace TournamentSample;

/// <summary>Back-tests scaling policies with recorded loads, and ranks them.</summary>
internal static class Program
{
    private const int PeakNodes = 20;
    private const double NodeLoad = 100;
    private const double Price = 0.10;
    private const int ChartsPerLoad = 2;

    private static async Task<int> Main(string[] args)
    {
        Argument<string[]> loads = new("load") { Description = "CSV files, time and load; none: those that come with the sample", Arity = ArgumentArity.ZeroOrMore };
        Option<string> page = new("--out") { Description = "where the page goes", DefaultValueFactory = _ => "tournament.html" };
        Option<string?> csv = new("--csv") { Description = "where the figures go as CSV; none: nowhere" };
        Option<int> seeds = new("--seeds") { Description = "seeds of each pair of policy and load, 1 or more", DefaultValueFactory = _ => 5 };
        RootCommand root = new("Back-tests well-known scaling policies over recorded loads.") { loads, page, csv, seeds };
        root.SetAction(result => Run(result.GetValue(loads) is { Length: > 0 } files ? files : Own(), result.GetValue(page)!, result.GetValue(csv), result.GetValue(seeds)));
        ParseResult line = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        string[] wrong = [.. WrongWords(line, args), .. line.Errors.Select(error => TextEscaping.Escape(error.Message))];
        if (wrong.Length > 0)
        {
            await Console.Error.WriteLineAsync($"{string.Join('\n', wrong.Distinct(StringComparer.Ordinal))}\nSee '{root.Name} --help'.");
            return 2;
        }

        int exitCode = 0;
        int signalled = await GracefulShutdown.RunAsync(
            async cancellationToken =>
            {
                // Yield first, so that signals are handled even if the work never awaits.
                await Task.Yield();
                exitCode = await line.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, cancellationToken);
            });
        return signalled == 0 ? exitCode : signalled;
    }

    /// <summary>
    /// Reports unknown options. To pass a value that starts with a hyphen, use <c>--name=--value</c>.
    /// </summary>
    private static IEnumerable<string> WrongWords(ParseResult line, string[] args)
    {
        string[] known = [.. line.RootCommandResult.Command.Options.Select(option => option.Name)];
        return line.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-' && args.Contains(token.Value)
                && !double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            .Select(token => token.Value.Split('=')[0])
            .Select(name => $"unknown option '{TextEscaping.Escape(name)}'; {(Spelling.FindClosest(name, known) is { } meant ? $"did you mean '{meant}'?" : $"use {string.Join(", ", known)}")}");
    }

    private static string[] Own() => [.. Directory.EnumerateFiles(Path.Combine(AppContext.GetData("EntryPointFileDirectoryPath") as string ?? AppContext.BaseDirectory, "loads"), "*.csv").Order(StringComparer.Ordinal)];

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

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Reports.Count + report.BaselineReports.Count} back-tests; see {page}"));
            return 0;
        }
        catch (Exception exception) when (exception is ScalewrightException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    /// <summary>Names each load after its file, or after its whole path if two files have the same name.</summary>
    private static ValueList<LoadTrace> Named(string[] files)
    {
        LoadTrace[] loads = [.. files.Select(Read)];
        HashSet<string> twice = [.. loads.GroupBy(load => load.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key)];
        return loads.Select((load, index) => twice.Contains(load.Name) ? load with { Name = files[index] } : load).ToValueList();
    }

    /// <summary>Scales all loads to the same peak, so that one node size and one set of policies fit.</summary>
    private static LoadTrace Read(string file) => TraceReader.ParseCsv(File.ReadAllBytes(file), new TraceOptions { Repair = TraceRepair.Gaps }, file).ScaleToPeak(PeakNodes * NodeLoad);

    private static TournamentReport Play(ValueList<LoadTrace> loads, int seeds)
    {
        BacktestModel model = new()
        {
            NodeCapacity = NodeLoad,
            InitialNodes = 2,
            BootDelay = TimeSpan.FromSeconds(90),
            BootJitter = TimeSpan.FromSeconds(60),
            FailuresPerHour = 0.002,
            PricePerHour = Price,
            MetricWindows = PolicyEntries.Windows,
        };
        return new Tournament { Entries = PolicyEntries.Of(NodeLoad), Traces = loads, Model = model, SeedCount = seeds, Score = Score }.Run();
    }

    /// <summary>Cost in percent of peak nodes, times <c>1 + violationPercent / 10</c>. Lower is better.</summary>
    private static double Score(BacktestReport report) =>
        100 * report.Cost / (PeakNodes * Price * report.Trace.Duration.TotalHours) * (1 + (report.ViolationPercent / 10));

    private static ChartPage PageOf(TournamentReport report, int loads) => BacktestPage.Create("Which policy, for which load?", report, ChartsPerLoad) with
    {
        Subtitle = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Results.Count} scaling policies on {(loads == 1 ? "a recorded load" : $"{loads} recorded loads")}: decisions, violations and cost. The score is the cost in % of peak capacity × (1 + violations in % / 10)."),
    };
}

/// <summary>Well-known policies, all configured to keep nodes about two thirds busy.</summary>
internal static class PolicyEntries
{
    private const int NodesMin = 1;
    private const int NodesMax = 100;
    private const double BusyPercent = 65;

    // Above the first percentage the policy scales out, below the second it scales in.
    private const double HighPercent = 80;
    private const double LowPercent = 40;

    // Half an hour is a step of the longest load. A season is a day of such steps.
    private static readonly TimeSpan ForecastStep = TimeSpan.FromMinutes(30);
    private const int DaySteps = 48;

    /// <summary>Metric windows that Knative's rule uses besides the load itself.</summary>
    public static ValueList<MetricWindow> Windows { get; } = MetricWindow.CreateKnativeWindows(BacktestModel.LoadMetric);

    /// <param name="nodeLoad">Load that one node can handle in one step.</param>
    public static ValueList<TournamentEntry> Of(double nodeLoad)
    {
        double target = nodeLoad * BusyPercent / 100;
        TargetTrackingSizing tracking = new() { Metric = BacktestModel.UtilizationMetric, Target = BusyPercent, MinNodes = NodesMin, MaxNodes = NodesMax };
        StepSizing steps = new() { Metric = BacktestModel.UtilizationMetric, Threshold = HighPercent, Steps = [new(0, 15, 1), new(15, null, 4)], MinNodes = NodesMin, MaxNodes = NodesMax };
        StepSizing stepsDown = steps with { Threshold = LowPercent, Comparison = ThresholdComparison.LessThanThreshold, Steps = [new(null, 0, -1)] };
        ThresholdSizing threshold = new() { Metric = BacktestModel.UtilizationMetric, UpperThreshold = HighPercent, LowerThreshold = LowPercent, MinNodes = NodesMin, MaxNodes = NodesMax };
        HpaSizing hpa = new() { Metrics = [new HpaMetric(BacktestModel.LoadMetric, target, HpaMetricKind.AverageValue)] };
        return
        [
            new("threshold", threshold),
            new("threshold, calm", new StabilizedSizing { Policy = threshold, ScaleInStabilizationWindow = TimeSpan.FromMinutes(30) }),
            new("aws simple", new AwsGroupSizing { Policies = [Simple(HighPercent, grows: true), Simple(LowPercent, grows: false)] }),
            new("aws steps", new AwsGroupSizing { Policies = [steps, stepsDown] }),
            new("aws tracking", tracking),
            new("aws tracking + steps", new AwsGroupSizing { Policies = [tracking, steps] }),
            new("kubernetes hpa", new BoundedSizing { MinNodes = NodesMin, MaxNodes = NodesMax, Policy = hpa }),
            new("knative kpa", new KpaSizing { StableMetric = Windows[0].Name, PanicMetric = Windows[1].Name, TargetValue = target, MinNodes = NodesMin, MaxNodes = NodesMax }),
            new("phantom sensor", new SensorSizing { Metric = BacktestModel.UtilizationMetric, UpperThreshold = HighPercent, LowerThreshold = LowPercent, MinNodes = NodesMin, MaxNodes = NodesMax }),
            new("tracking + yesterday", new MaxSizing { Policies = [tracking, Forecast(target, new SeasonalNaive { Season = DaySteps })] }),
            new("tracking + holt-winters", new MaxSizing { Policies = [tracking, Forecast(target, new HoltWinters { Season = DaySteps })] }),
        ];
    }

    private static SimpleSizing Simple(double percent, bool grows) => new()
    {
        Metric = BacktestModel.UtilizationMetric,
        Threshold = percent,
        Comparison = grows ? ThresholdComparison.GreaterThanOrEqualToThreshold : ThresholdComparison.LessThanThreshold,
        Adjustment = new CapacityAdjustment(AdjustmentType.ChangeInCapacity, grows ? 2 : -1),
        MinNodes = NodesMin,
        MaxNodes = NodesMax,
    };

    /// <summary>Assumes equal days. Forecasts two steps ahead, the first step that has not started.</summary>
    private static ForecastSizing Forecast(double target, IForecaster forecaster) => new()
    {
        Metric = BacktestModel.LoadMetric,
        Target = target,
        Step = ForecastStep,
        StepsAhead = 2,
        Forecaster = forecaster,
        IsScalingEnabled = true,
        MinNodes = NodesMin,
        MaxNodes = NodesMax,
    };
}
