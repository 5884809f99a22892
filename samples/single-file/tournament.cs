// Compares the quality and the cost of eleven scaling policies that see the same metrics: dotnet run tournament.cs
#:project ../../src/Sdk/Core/Scalewright.Core.csproj
#:project ../../src/Sdk/Decisions/Scalewright.Decisions.csproj
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

    // The cost of nodes for the peak is 100 per hour, so each cost is in percent of it.
    private const double Price = 100.0 / PeakNodes;
    private const int ChartsPerLoad = 2;

    private static async Task<int> Main(string[] args)
    {
        Argument<string[]> loads = new("load") { Description = "CSV files, time and load; none: those that come with the sample", Arity = ArgumentArity.ZeroOrMore };
        Option<string> page = new("--out") { Description = "where the page goes", DefaultValueFactory = _ => "tournament.html" };
        Option<string?> csv = new("--csv") { Description = "where the figures go as CSV; none: nowhere" };
        Option<string> metric = new("--metric") { Description = "what all policies see: 'utilization', which cannot exceed 100 %, or 'load' with the load that waits", DefaultValueFactory = _ => "utilization" };
        metric.AcceptOnlyFromAmong("utilization", "load");
        Option<bool> tuned = new("--tuned") { Description = "tune each policy for each load on all other loads, by the same number of trials" };
        Option<int> seeds = new("--seeds") { Description = "seeds of each pair of policy and load, 1 or more", DefaultValueFactory = _ => 5 };
        RootCommand root = new("Back-tests well-known scaling policies over recorded loads.") { loads, page, csv, metric, tuned, seeds };
        root.SetAction((result, cancellationToken) =>
        {
            Contest contest = new(new PolicyEntries(result.GetValue(metric) == "load", NodeLoad), result.GetValue(tuned), result.GetValue(seeds));
            return RunAsync(result.GetValue(loads) is { Length: > 0 } files ? files : Own(), result.GetValue(page)!, result.GetValue(csv), contest, cancellationToken);
        });
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

    private static async Task<int> RunAsync(string[] files, string page, string? csv, Contest contest, CancellationToken cancellationToken)
    {
        try
        {
            TournamentReport report = Compare(Named(files), contest);
            Console.Write(TournamentTable.ToText(report));
            await PageOf(report, files.Length, contest).WriteAsync(page, cancellationToken);
            if (csv is not null)
            {
                await File.WriteAllTextAsync(csv, TournamentTable.ToCsv(report), cancellationToken);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Reports.Count + report.BaselineReports.Count} back-tests; see {page}"));
            return 0;
        }
        catch (Exception exception) when (exception is ScalewrightException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
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

    private static TournamentReport Compare(ValueList<LoadTrace> loads, Contest contest)
    {
        BacktestModel model = new()
        {
            NodeCapacity = NodeLoad,
            InitialNodes = 2,
            BootDelay = TimeSpan.FromSeconds(90),
            BootJitter = TimeSpan.FromSeconds(60),
            FailuresPerHour = 0.002,
            PricePerHour = Price,
            MetricDelay = TimeSpan.FromMinutes(1),
            MetricWindows = contest.Policies.Windows,
        };
        ValueList<TournamentEntry> entries = contest.Policies.All.Select(one => new TournamentEntry(one.Name, one.Create(PolicyEntries.Aim, one.Default))
        {
            TracePolicies = contest.IsTuned ? one.Tune(loads, model, contest.SeedCount) : ValueMap<ISizingPolicy>.Empty,
        }).ToValueList();
        return new Tournament { Entries = entries, Traces = loads, Model = model, SeedCount = contest.SeedCount, Score = PolicyEntry.Score }.Run();
    }

    private static ChartPage PageOf(TournamentReport report, int loads, Contest contest) => BacktestPage.Create("Which policy, for which load?", report, ChartsPerLoad) with
    {
        Subtitle = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Results.Count} scaling policies on {(loads == 1 ? "a recorded load" : $"{loads} recorded loads")}: decisions, violations and cost in % of nodes for the peak. All see the {(contest.Policies.SeesLoad ? "load and what waits of it" : "utilization, at most 100 %")}, a minute old for steps of at most a minute{(contest.IsTuned ? "; each was tuned for each load on the others" : "")}. Each percent of time in violation counts as 5 % of the cost of the peak in the score."),
    };
}

/// <summary>Conditions of the comparison, which are the same for all policies.</summary>
internal sealed record Contest(PolicyEntries Policies, bool IsTuned, int SeedCount);

/// <summary>Policy with two parameters: the utilization in percent that it aims at, and another of its own.</summary>
/// <param name="Default">Default of its own parameter, which is the middle of the range unless stated.</param>
internal sealed record PolicyEntry(string Name, double From, double Default, double To, Func<double, double, ISizingPolicy> Create)
{
    private const int Values = 5;

    // Added, not multiplied: otherwise a policy that never scales out is good because it costs nearly nothing.
    private const double ViolationPrice = 5;

    public static double Score(BacktestReport report) => report.CostPerHour + (ViolationPrice * report.ViolationPercent);

    /// <summary>Selects the best of 25 combinations for each load by the others.</summary>
    public ValueMap<ISizingPolicy> Tune(ValueList<LoadTrace> loads, BacktestModel model, int seeds) => new ParameterSearch
    {
        Ranges = [new("aim", 50, 80, Values), new("own", From, To, Values)],
        CreatePolicy = values => Create(values[0], values[1]),
        Traces = loads,
        Model = model,
        SeedCount = seeds,
        Score = Score,
    }.SelectForEachTrace();
}

/// <summary>Well-known policies, all configured to keep nodes about two thirds busy. All see the same metrics.</summary>
/// <param name="seesLoad">True for the load and what waits of it, false for what the nodes serve.</param>
/// <param name="nodeLoad">Load that one node can handle in one step.</param>
internal sealed class PolicyEntries(bool seesLoad, double nodeLoad)
{
    /// <summary>Utilization in percent that all policies aim at.</summary>
    public const double Aim = 65;

    private const int MinNodes = 1;
    private const int MaxNodes = 100;

    // A policy with thresholds scales out at the aim and this, and scales in at a percentage of that.
    private const double AboveAim = 15;

    // Half an hour is a step of the longest load. A season is a day of such steps.
    private static readonly TimeSpan ForecastStep = TimeSpan.FromMinutes(30);
    private const int DaySteps = 48;

    public bool SeesLoad => seesLoad;

    /// <summary>Metric windows that Knative's rule uses.</summary>
    public ValueList<MetricWindow> Windows { get; } = MetricWindow.CreateKnativeWindows(GetTotalMetric(seesLoad));

    public ValueList<PolicyEntry> All =>
    [
        new("threshold", 30, 50, 70, Threshold),
        new("threshold, calm", 10, 30, 50, (aim, minutes) => new StabilizedSizing { Policy = Threshold(aim, 50), ScaleInStabilizationWindow = TimeSpan.FromMinutes(minutes) }),
        new("aws simple", 30, 50, 70, (aim, percent) => new AwsGroupSizing { Policies = [Simple(aim + AboveAim, grows: true), Simple((aim + AboveAim) * percent / 100, grows: false)] }),
        new("aws steps", 30, 50, 70, (aim, percent) => new AwsGroupSizing { Policies = [Steps(aim + AboveAim), StepsDown((aim + AboveAim) * percent / 100)] }),
        new("aws tracking", 5, 15, 25, (aim, points) => Tracking(aim) with { ScaleInDatapoints = (int)points }),
        new("aws tracking + steps", 5, AboveAim, 25, (aim, above) => new AwsGroupSizing { Policies = [Tracking(aim), Steps(aim + above)] }),
        new("kubernetes hpa", 1, 5, 9, Hpa),
        new("knative kpa", 0, 0, 20, Kpa),
        new("phantom sensor", 30, 50, 70, Sensor),
        new("tracking + yesterday", 1, 2, 5, (aim, steps) => new MaxSizing { Policies = [Tracking(aim), Forecast(aim, (int)steps, new SeasonalNaive { Season = DaySteps })] }),
        new("tracking + holt-winters", 1, 2, 5, (aim, steps) => new MaxSizing { Policies = [Tracking(aim), Forecast(aim, (int)steps, new HoltWinters { Season = DaySteps })] }),
    ];

    /// <summary>Metric of a node, in percent of its capacity.</summary>
    private string NodeMetric => seesLoad ? BacktestModel.LoadPerNodeMetric : BacktestModel.UtilizationMetric;

    private static string GetTotalMetric(bool seesLoad) => seesLoad ? BacktestModel.LoadMetric : BacktestModel.ServedMetric;

    private ThresholdSizing Threshold(double aim, double percent) => new()
    {
        Metric = NodeMetric, UpperThreshold = aim + AboveAim, LowerThreshold = (aim + AboveAim) * percent / 100, MinNodes = MinNodes, MaxNodes = MaxNodes,
    };

    private SensorSizing Sensor(double aim, double percent) => new()
    {
        Metric = NodeMetric, UpperThreshold = aim + AboveAim, LowerThreshold = (aim + AboveAim) * percent / 100, MinNodes = MinNodes, MaxNodes = MaxNodes,
    };

    private TargetTrackingSizing Tracking(double aim) => new() { Metric = NodeMetric, Target = aim, MinNodes = MinNodes, MaxNodes = MaxNodes };

    private StepSizing Steps(double percent) => new() { Metric = NodeMetric, Threshold = percent, Steps = [new(0, 15, 1), new(15, null, 4)], MinNodes = MinNodes, MaxNodes = MaxNodes };

    private StepSizing StepsDown(double percent) => Steps(percent) with { Comparison = ThresholdComparison.LessThanThreshold, Steps = [new(null, 0, -1)] };

    private BoundedSizing Hpa(double aim, double minutes) => new()
    {
        MinNodes = MinNodes,
        MaxNodes = MaxNodes,
        Policy = new HpaSizing
        {
            Metrics = [new HpaMetric(GetTotalMetric(seesLoad), nodeLoad * aim / 100, HpaMetricKind.AverageValue)],
            Behavior = new HpaBehavior { ScaleDown = HpaScalingRules.DefaultScaleDown with { StabilizationWindow = TimeSpan.FromMinutes(minutes) } },
        },
    };

    private KpaSizing Kpa(double aim, double minutes) => new()
    {
        StableMetric = Windows[0].Name,
        PanicMetric = Windows[1].Name,
        TargetValue = nodeLoad * aim / 100,
        ScaleDownDelay = TimeSpan.FromMinutes(minutes),
        MinNodes = MinNodes,
        MaxNodes = MaxNodes,
    };

    private SimpleSizing Simple(double percent, bool grows) => new()
    {
        Metric = NodeMetric,
        Threshold = percent,
        Comparison = grows ? ThresholdComparison.GreaterThanOrEqualToThreshold : ThresholdComparison.LessThanThreshold,
        Adjustment = new CapacityAdjustment(AdjustmentType.ChangeInCapacity, grows ? 2 : -1),
        MinNodes = MinNodes,
        MaxNodes = MaxNodes,
    };

    /// <summary>Assumes equal days. By default forecasts two steps ahead, the first step that has not started.</summary>
    private ForecastSizing Forecast(double aim, int steps, IForecaster forecaster) => new()
    {
        Metric = GetTotalMetric(seesLoad),
        Target = nodeLoad * aim / 100,
        Step = ForecastStep,
        StepsAhead = steps,
        Forecaster = forecaster,
        IsScalingEnabled = true,
        MinNodes = MinNodes,
        MaxNodes = MaxNodes,
    };
}
