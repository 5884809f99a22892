using Scalewright.Sweeps;

namespace Scalewright.Explorations;

/// <summary>Runs campaigns on an engine. Each range of seeds is a process of its own.</summary>
/// <param name="engine">The engine that runs the ranges. Its program calls <see cref="ExplorationElement"/>.</param>
/// <param name="store">Folder of the campaigns. On a cluster, all machines must have access to it.</param>
internal sealed class ExplorationRunner(ISweepEngine engine, string store)
{
    // A range whose process ended twice is split, and a seed whose process ended twice has failed.
    private const int Attempts = 2;

    private const string TestsAdvice = "name a built test assembly, for example bin/Release/net10.0/ShopTests.dll";

    // Halves of the largest range, down to a seed.
    private const int MaxIterations = 32;

    /// <summary>Creates an engine for threads of this process: one range after the other, each on all processors.
    /// </summary>
    public static ISweepEngine CreateThreadEngine() =>
        new ThreadSweepEngine(static (point, cancellationToken) => ExplorationElement.ComputeAsync(point, threads: 0, cancellationToken))
        {
            MaxConcurrency = 1,
        };

    /// <summary>Time source of the budget. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Receives the progress. Default null.</summary>
    public IProgress<ExplorationProgress>? Progress { get; init; }

    /// <summary>True to start from the first seed, even if the store has an unfinished folder of the same campaign.
    /// Default false.</summary>
    public bool StartsNew { get; init; }

    /// <summary>Runs the ranges without a result, minimizes the faults of the lowest seed of each group of failures,
    /// and writes <c>report.json</c> in the folder of the campaign.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Cancels the ranges that run. The next call continues.</param>
    /// <returns>The report and the folder of the campaign.</returns>
    /// <exception cref="SweepException">There is no such test, the elements do not have the file of the tests, or the
    /// store cannot be written.</exception>
    /// <exception cref="ScalewrightException">The engine cannot run processes.</exception>
    public async Task<(CampaignReport Report, string Folder)> RunAsync(
        ExplorationCampaign campaign,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(campaign);
        string tests = Path.GetFullPath(campaign.TestFile);
        Check(campaign, tests);
        long start = Clock.GetTimestamp();
        ValueList<string> names = await FindTestsAsync(campaign, tests, cancellationToken);
        try
        {
            string file = campaign.ElementTestFile.Length > 0 ? campaign.ElementTestFile : tests;
            ExplorationFolder folder = Open(campaign, tests, file);
            SeedPoint[] ranges =
            [
                .. GetRanges(campaign).SelectMany(range => names.Select(name => SeedPoint.Create(file, name, range.First, range.Count))),
            ];
            CampaignResults results = new([.. ranges], campaign.FailFast);
            bool isEnded = await RunIterationsAsync(folder, ranges, results, IsLate, cancellationToken);
            CampaignReport report = results.CreateReport(isLate: isEnded && !results.IsEnough());
            report = await ShrinkAsync(folder, file, report, cancellationToken);
            report = EarlierFailures.Add(folder, report with { Commit = TestAssemblyCheck.ReadCommit(tests) });
            folder.WriteReport(report);
            await ExplorationPage
                .Create(report, folder.Campaign, Path.GetFileName(folder.FullPath))
                .WriteAsync(Path.Combine(folder.FullPath, "report.html"), cancellationToken);
            return (report, folder.FullPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                store,
                new Problem(
                    ProblemCode.OutputNotWritable,
                    $"cannot be written: {ExceptionText.From(failure)}",
                    "choose a writable folder with enough free space"
                ),
                failure
            );
        }

        bool IsLate() => campaign.Budget is { } budget && Clock.GetElapsedTime(start) >= budget;
    }

    private static void Check(ExplorationCampaign campaign, string tests)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(campaign.SeedCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(campaign.RangeSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(campaign.FailFast ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(campaign.FirstSeed, long.MaxValue - campaign.SeedCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(campaign.SeedCount / campaign.RangeSize, ExplorationCampaign.MaxRanges);
        if (TestAssemblyCheck.FindProblem(tests) is { } fault)
        {
            throw new SweepException(tests, new Problem(ProblemCode.UnreadableFile, fault, TestsAdvice) { Source = campaign.TestFile });
        }
    }

    private static IEnumerable<(long First, int Count)> GetRanges(ExplorationCampaign campaign)
    {
        for (long done = 0; done < campaign.SeedCount; done += campaign.RangeSize)
        {
            yield return (campaign.FirstSeed + done, (int)Math.Min(campaign.RangeSize, campaign.SeedCount - done));
        }
    }

    private static async Task<ValueList<string>> FindTestsAsync(
        ExplorationCampaign campaign,
        string tests,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await SeedProcess.FindTestsAsync(tests, campaign.Test, campaign.FirstSeed, cancellationToken);
        }
        catch (SeedProcessException failure) when (TestAssemblyCheck.LacksTests(tests))
        {
            throw new SweepException(
                tests,
                new Problem(
                    ProblemCode.UnknownReference,
                    "it has no [SimulationFact] tests: it does not reference Scalewright.Testing",
                    TestsAdvice
                )
                {
                    Source = campaign.TestFile,
                },
                failure
            );
        }
        catch (SeedProcessException failure)
        {
            string condition = campaign.Test.Length > 0 ? $" whose name contains '{TextEscaping.Escape(campaign.Test)}'" : "";
            throw new SweepException(
                tests,
                new Problem(
                    ProblemCode.UnknownReference,
                    $"no test with [SimulationFact]{condition} was run: {failure.Message}",
                    "build the tests, and name one of them"
                ),
                failure
            );
        }
    }

    /// <param name="file">Path of the tests for the elements.</param>
    private ExplorationFolder Open(ExplorationCampaign campaign, string tests, string file)
    {
        CampaignJson json = new(
            file,
            ExplorationFolder.ComputeHash(tests),
            campaign.Test,
            campaign.FirstSeed,
            campaign.SeedCount,
            campaign.RangeSize,
            Experiments.Build.Version
        );
        ExplorationFolder? unfinished = StartsNew ? null : ExplorationFolder.FindUnfinished(store, json);
        return unfinished ?? ExplorationFolder.Create(store, json);
    }

    /// <summary>Runs the ranges, then the halves of those whose processes ended, down to single seeds.</summary>
    /// <returns>True if the campaign ends early.</returns>
    private async Task<bool> RunIterationsAsync(
        ExplorationFolder folder,
        SeedPoint[] ranges,
        CampaignResults results,
        Func<bool> isLate,
        CancellationToken cancellationToken
    )
    {
        SeedPoint[] points = ranges;
        for (int iteration = 1; iteration <= MaxIterations && points.Length > 0; iteration++)
        {
            SweepFolder sweep = folder.CreateSweep(string.Create(CultureInfo.InvariantCulture, $"round-{iteration:D2}"), points);
            if (await RunAsync(sweep, points, results, isLate, cancellationToken))
            {
                return true;
            }

            SweepReport report = sweep.ReadReport();
            CheckTests(report);
            points = [.. Split(points, report, results)];
        }

        return false;
    }

    /// <summary>Runs ranges until all have a result, two attempts have been made, or the campaign ends early.</summary>
    /// <returns>True if it ends early.</returns>
    private async Task<bool> RunAsync(
        SweepFolder sweep,
        SeedPoint[] points,
        CampaignResults results,
        Func<bool> isLate,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, SeedPoint> pointsByKey = points.ToDictionary(point => point.Key, StringComparer.Ordinal);
        await engine.AdoptAsync(sweep, cancellationToken);
        AddResults(pointsByKey, sweep.ReadResultLines(), results);
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            if (results.IsEnough() || isLate())
            {
                return true;
            }

            if (sweep.BeginAttempt(chunkSize: 1) is not { } next)
            {
                return false;
            }

            await foreach (SweepElementEnd end in engine.RunAsync(sweep, next, cancellationToken))
            {
                AddResults(pointsByKey, sweep.ReadResultLines(next, end.Element), results);
                Progress?.Report(new ExplorationProgress(results.SeedCount, results.FailureCount));
                if (results.IsEnough() || isLate())
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void CheckTests(SweepReport report)
    {
        const string Missing = $"{nameof(MissingTestsException)}: ";
        string? reason = report.Failures.Values.FirstOrDefault(failure => failure.StartsWith(Missing, StringComparison.Ordinal));
        if (reason is not null)
        {
            throw new SweepException(
                store,
                new Problem(
                    ProblemCode.UnreadableFile,
                    reason[Missing.Length..],
                    $"set {nameof(ExplorationCampaign)}.{nameof(ExplorationCampaign.ElementTestFile)} to the path of the tests there"
                )
            );
        }
    }

    private static void AddResults(
        Dictionary<string, SeedPoint> pointsByKey,
        IEnumerable<(string Key, string Result)> lines,
        CampaignResults results
    )
    {
        foreach ((string key, string result) in lines)
        {
            results.Add(pointsByKey[key], JsonSerializer.Deserialize(result, SeedJson.Default.SeedLine)!);
        }
    }

    /// <summary>Returns the halves of the ranges whose processes ended. A single seed has failed, unless its element
    /// was lost.</summary>
    private static IEnumerable<SeedPoint> Split(SeedPoint[] points, SweepReport report, CampaignResults results)
    {
        foreach (SeedPoint point in points)
        {
            if (!report.Failures.TryGetValue(point.Key, out string? reason))
            {
                continue;
            }

            const string Ended = $"{nameof(SeedProcessException)}: ";
            results.AddMissing(point, reason);
            if (point.Count > 1)
            {
                foreach (SeedPoint half in point.Split())
                {
                    yield return half;
                }
            }
            else if (reason.StartsWith(Ended, StringComparison.Ordinal))
            {
                results.AddEnd(point, reason[Ended.Length..]);
            }
        }
    }

    /// <summary>Runs the lowest seed of each group again, and minimizes its faults.</summary>
    private async Task<CampaignReport> ShrinkAsync(
        ExplorationFolder folder,
        string tests,
        CampaignReport report,
        CancellationToken cancellationToken
    )
    {
        SeedPoint[] points =
        [
            .. report
                .Groups.Where(group => group.Exception.Length > 0)
                .Select(group => SeedPoint.Create(tests, group.Test, GetLowest(group), count: 1, shrinks: true)),
        ];
        if (points.Length == 0)
        {
            return report;
        }

        SweepFolder sweep = folder.CreateSweep("shrunk", points);
        await new SweepRunner(engine) { ChunkSize = 1, MaxAttempts = Attempts }.RunAsync(sweep, progress: null, cancellationToken);
        Dictionary<string, SeedFailureLine> shrunk = sweep
            .ReadResultLines()
            .Select(line => (line.Key, Seed: JsonSerializer.Deserialize(line.Result, SeedJson.Default.SeedLine)!))
            .Where(line => line.Seed.Failures.Count > 0)
            .ToDictionary(line => line.Key, line => line.Seed.Failures[0], StringComparer.Ordinal);
        return report with
        {
            Groups =
            [
                .. report.Groups.Select(group =>
                    shrunk.TryGetValue(SeedPoint.Create(tests, group.Test, GetLowest(group), count: 1).Key, out SeedFailureLine? failure)
                        ? group with
                        {
                            Message = failure.Message,
                            Phase = failure.Phase,
                            Replay = failure.Replay,
                            Faults = failure.Faults,
                            GeneratedFaultCount = failure.GeneratedFaults,
                        }
                        : group
                ),
            ],
        };
    }

    private static long GetLowest(FailureGroup group) => long.Parse(group.Seeds[0], CultureInfo.InvariantCulture);
}

/// <summary>Progress of a campaign.</summary>
/// <param name="SeedCount">Number of seeds with a result.</param>
/// <param name="FailureCount">Number of failing seeds among them.</param>
internal sealed record ExplorationProgress(long SeedCount, long FailureCount);
