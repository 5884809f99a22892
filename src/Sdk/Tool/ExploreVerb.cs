using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Explorations;
using Scalewright.Plugins.Options;
using Scalewright.Sweeps;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary><c>scalewright explore TESTS [--test NAME] [--seeds NUMBER] [--executor EXECUTOR] [--store DIR]
/// [--fail-fast NUMBER] [--budget TIME] [--new]</c>.</summary>
internal static class ExploreVerb
{
    private const long MaxSeeds = 1_000_000_000;
    private const string ImageFolder = "/app/";

    public static Command Create(VerbContext context)
    {
        Argument<string> tests = new("TESTS")
        {
            Description = "Built assembly with [SimulationFact] tests, for example bin/Release/net10.0/ShopTests.dll.",
        };
        PathCompletion.AddFiles(tests);
        Option<string> test = new("--test")
        {
            Description = "Part of the full name of the tests; default all tests of the assembly.",
            HelpName = "NAME",
        };
        Option<long> seeds = Number("--seeds", "Number of seeds of each test.", 10_000, MaxSeeds);
        Option<long> first = Number("--first-seed", "First seed.", 1, long.MaxValue - MaxSeeds);
        Option<long> range = Number("--range", "Number of seeds that a process runs.", ExplorationCampaign.DefaultRangeSize, int.MaxValue);
        Option<long?> failFast = new("--fail-fast")
        {
            Description = "Number of failing seeds after which no further range starts; default no limit.",
            HelpName = "NUMBER",
            CustomParser = argument => IntegerArgument.Read(argument, 1, int.MaxValue),
        };
        Option<TimeSpan?> budget = new("--budget")
        {
            Description = "Time after which no further range starts, for example 2h or 90s. The same command continues.",
            HelpName = "TIME",
            CustomParser = ReadTime,
        };
        Option<string> store = new("--store")
        {
            Description = "Folder in which the folder of the campaign is created.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "explorations",
        };
        Option<bool> startsNew = new("--new")
        {
            Description = "Start a new folder, instead of continuing an unfinished one of the same campaign.",
        };
        Command verb = new(
            "explore",
            "Run many seeds of [SimulationFact] tests, or those that an interrupted command left, and group the failing ones."
        )
        {
            tests,
            test,
            seeds,
            first,
            range,
            failFast,
            budget,
            store,
            startsNew,
        };
        Option<string> inImage = new("--tests-in-image")
        {
            Description = "Path of TESTS in the image; default /app/ and its file name; needs --executor kubernetes.",
            HelpName = "PATH",
        };
        ExecutorOption executor = ExecutorOption.AddTo(verb, inImage);
        context.SetAction(
            verb,
            async (result, cancellationToken) =>
            {
                string file = result.GetRequiredValue(tests);
                ExplorationCampaign campaign = new(file)
                {
                    ElementTestFile = executor.IsPods(result) ? result.GetValue(inImage) ?? $"{ImageFolder}{Path.GetFileName(file)}" : "",
                    Test = result.GetValue(test) ?? "",
                    SeedCount = result.GetValue(seeds),
                    FirstSeed = result.GetValue(first),
                    RangeSize = (int)result.GetValue(range),
                    FailFast = (int?)result.GetValue(failFast),
                    Budget = result.GetValue(budget),
                };
                ISweepEngine engine = executor.CreateEngine(result) ?? ExplorationRunner.CreateThreadEngine();
                ExplorationRunner runner = new(engine, result.GetRequiredValue(store))
                {
                    Clock = context.Environment.Clock,
                    StartsNew = result.GetValue(startsNew),
                    Progress = new ExploreProgress(context),
                };
                try
                {
                    (CampaignReport report, string folder) = await runner.RunAsync(campaign, cancellationToken);
                    return Report(report, folder);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return new VerbReport(ExitCode.Problems)
                    {
                        Note = "Stopped. The same command continues with the ranges that have no result.\n",
                    };
                }
            },
            continues: true
        );
        return verb;
    }

    private static VerbReport Report(CampaignReport report, string folder)
    {
        string[] problems = [.. Describe(report)];
        string page = TextEscaping.Escape(Path.Combine(folder, "report.html"));
        ExploreOutput output = new(
            folder,
            report.SeedCount,
            report.FailedSeedCount,
            report.IsComplete,
            report.Commit,
            [.. report.Groups.Select(ExploreGroupOutput.From)],
            [.. report.Coverage.Select(ExploreCoverageOutput.From)]
        );
        return new VerbReport(problems.Length == 0 ? ExitCode.Done : ExitCode.Problems)
        {
            Text = $"{CampaignText.Write(report)}Report: {page}\n",
            Problems = [.. problems.Select(ProblemOutput.OfText)],
        }.With(output, ToolJson.Default.ExploreOutput);
    }

    /// <returns>Why the campaign did not pass; empty if it did.</returns>
    private static IEnumerable<string> Describe(CampaignReport report)
    {
        if (report.Groups.Count > 0)
        {
            yield return $"{Pluralizer.FormatGrouped(report.FailedSeedCount, "seed")} failed";
        }

        if (!report.IsComplete)
        {
            yield return report.DescribeMissing();
        }
    }

    private static Option<long> Number(string name, string description, long byDefault, long max) =>
        new(name)
        {
            Description = description,
            HelpName = "NUMBER",
            DefaultValueFactory = _ => byDefault,
            CustomParser = argument => IntegerArgument.Read(argument, 1, max),
        };

    private static TimeSpan? ReadTime(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (DurationParser.TryParse(text, out TimeSpan time) && time > TimeSpan.Zero)
        {
            return time;
        }

        argument.AddError($"--budget: '{text}' is not a time above 0; use for example 2h, 30m or 90s");
        return null;
    }

    /// <summary>Shows the number of seeds: on a terminal in the line of progress, otherwise every 30 seconds.</summary>
    private sealed class ExploreProgress(VerbContext context) : IProgress<ExplorationProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

        private readonly TimeProvider _clock = context.Environment.Clock;
        private readonly long _start = context.Environment.Clock.GetTimestamp();
        private TimeSpan _printedAt;

        public void Report(ExplorationProgress value)
        {
            string text =
                $"{Pluralizer.FormatGrouped(value.SeedCount, "seed")} run, "
                + $"{value.FailureCount.ToString("N0", CultureInfo.InvariantCulture)} failed";
            if (context.Environment.Terminal is not null)
            {
                context.Progress.Show(text);
                return;
            }

            TimeSpan now = _clock.GetElapsedTime(_start);
            if (now - _printedAt >= Interval)
            {
                _printedAt = now;
                context.Progress.PrintLine(text);
            }
        }
    }
}
