using Scalewright.Explorations;
using Scalewright.Providers.Kubernetes;
using Scalewright.Providers.Slurm;
using Sweeps.Tests;

namespace Explorations.Tests;

/// <summary>
/// Campaigns over a test with two planted bugs: orders are lost at seeds that end with 4, and accounts have two owners at
/// every 25th seed from 2. Seed 13 ends the process of the tests.
/// </summary>
[Collection(SlurmTurns.Name)]
public sealed class ExploreTests(SlurmLab lab) : IDisposable
{
    private const string Passing = "Testing.Host.Cases.SeventhSeed.It_passes";
    private readonly TemporaryFolder _folder = new();

    private static string Tests => Repository.At("tests", "support", "Testing.Host", "bin", SweepHost.Configuration, "net10.0", "testing-host.dll");

    public void Dispose() => _folder.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Failing_seeds_are_grouped_and_a_seed_that_ends_its_process_is_found()
    {
        CampaignReport report = await RunAsync(ExplorationRunner.CreateThreadEngine(), "threads", new ExplorationCampaign(Tests) { Test = "EndingSeeds", SeedCount = 40, RangeSize = 20 });

        Assert.Equal(
            [("Xunit.Sdk.TrueException", 2, "2"), ("Xunit.Sdk.FalseException", 4, "4"), ("", 1, "13")],
            report.Groups.Select(group => (group.Exception, group.SeedCount, group.Seeds[0])));
        Assert.Equal(["4", "14", "24", "34"], report.Groups[1].Seeds);
        Assert.Equal("order 4 was lost", report.Groups[1].Message);
        Assert.Equal("4:none", report.Groups[1].Replay);
        Assert.Contains("seed 13 ends the process", report.Groups[2].Message, StringComparison.Ordinal);
        Assert.Equal((40, 7, true), (report.SeedCount, report.FailedSeedCount, report.IsComplete));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_report_of_20_000_seeds_has_the_same_bytes_from_threads_and_processes_and_after_a_lost_element()
    {
        ExplorationCampaign campaign = new(Tests) { Test = "EndingSeeds", FirstSeed = 100, SeedCount = 20_000 };

        CampaignReport report = await RunAsync(ExplorationRunner.CreateThreadEngine(), "threads", campaign);
        await RunAsync(new ProcessSweepEngine(Killed(_folder.At("killed"))), "processes", campaign);

        Assert.Equal([800, 2000], report.Groups.Select(group => group.SeedCount));
        Assert.Equal([("a hundredth seed", 200), ("a negative seed", 0)], report.Situations.Select(situation => (situation.Name, situation.SeedCount)));
        Assert.EndsWith("\nNo seed reached: Testing.Host.Cases.EndingSeeds.Some_seeds_fail_and_one_ends_the_process: a negative seed\n", CampaignText.Write(report), StringComparison.Ordinal);
        Assert.Contains("No seed reached 1 of 2 situations.", await File.ReadAllTextAsync(_folder.At("threads", "001", "report.html")), StringComparison.Ordinal);
        Assert.Equal(ReadReport("threads"), ReadReport("processes"));
        Assert.True(Directory.Exists(_folder.At("killed")), "an element was killed");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_report_of_20_000_seeds_from_pods_has_the_same_bytes_after_an_evicted_a_deleted_and_a_failed_pod()
    {
        await using JobCluster cluster = await JobCluster.StartAsync();
        ExplorationCampaign campaign = new(Tests) { Test = "EndingSeeds", FirstSeed = 100, SeedCount = 20_000 };
        string link = _folder.At("app");
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(Tests)!);
        string mark = _folder.At("mark");
        KubernetesSweepEngine engine = new(cluster.Access, "tests:1", JobCluster.Stopping(mark, ["evict", "delete", "fail"], SweepHost.Tool)) { PollInterval = TimeSpan.FromMilliseconds(50), MaxConcurrency = 3 };
        await RunAsync(ExplorationRunner.CreateThreadEngine(), "threads", campaign);

        Task run = RunAsync(engine, "pods", campaign with { ElementTestFile = Path.Combine(link, Path.GetFileName(Tests)) });
        await cluster.ActAsync(mark, "evict");
        await cluster.ActAsync(mark, "delete");
        await run;

        Assert.Equal(ReadReport("threads"), ReadReport("pods"));
        Assert.True(File.Exists(Path.Combine(mark, "fail", "index")), "a pod was killed");
        await JobCluster.UntilAsync(cluster.IsEmptyAsync);
    }

    [MachineFact("slurm")]
    public async Task The_report_from_Slurm_has_the_same_bytes_also_after_a_killed_task_and_a_killed_controller()
    {
        ExplorationCampaign campaign = new(Tests) { Test = "EndingSeeds", FirstSeed = 100, SeedCount = 2000, RangeSize = 500 };
        await RunAsync(ExplorationRunner.CreateThreadEngine(), "threads", campaign);

        await RunAsync(new SlurmSweepEngine(lab.Options, Killed(_folder.At("killed"))), "slurm", campaign);

        using (Process first = StartOnSlurm())
        {
            while (!Directory.Exists(_folder.At("stopped/001")) || Directory.GetFiles(_folder.At("stopped/001"), "element-*.jsonl", SearchOption.AllDirectories).Length == 0)
            {
                Assert.False(first.HasExited);
                await Task.Delay(50);
            }

            first.Kill();
            await first.WaitForExitAsync();
        }

        using (Process second = StartOnSlurm())
        {
            await second.WaitForExitAsync();
            Assert.Equal(1, second.ExitCode);
        }

        Assert.Equal(ReadReport("threads"), ReadReport("slurm"));
        Assert.Equal(ReadReport("threads"), ReadReport("stopped"));
        Assert.True(Directory.Exists(_folder.At("killed")), "an element was killed");

        Process StartOnSlurm()
        {
            ProcessStartInfo start = new("dotnet", [.. SweepHost.Tool.Skip(1), "explore", Tests, "--test", "EndingSeeds", "--first-seed", "100", "--seeds", "2000", "--range", "500", "--executor", "slurm", "--store", _folder.At("stopped")]);
            start.Environment["SLURM_CONF"] = lab.Options.Environment["SLURM_CONF"];
            return Process.Start(start)!;
        }
    }

    [MachineFact("slurm")]
    public async Task The_report_from_Slurm_has_the_same_bytes_although_its_controller_and_the_daemon_of_a_machine_are_killed()
    {
        // The daemons of the shared one continue.
        using SlurmLab own = new();
        ExplorationCampaign campaign = new(Tests) { Test = "EndingSeeds", FirstSeed = 100, SeedCount = 2000, RangeSize = 100 };
        await RunAsync(ExplorationRunner.CreateThreadEngine(), "threads", campaign);

        Task<CampaignReport> run = RunAsync(new SlurmSweepEngine(own.Options, SweepHost.Tool), "daemons", campaign);
        while (!run.IsCompleted && !(Directory.Exists(_folder.At("daemons/001")) && Directory.EnumerateFiles(_folder.At("daemons/001"), "element-*.jsonl", SearchOption.AllDirectories).Any()))
        {
            await Task.Delay(20);
        }

        Assert.False(run.IsCompleted, "the daemons are killed during the campaign");
        own.Kill("n1");
        own.Kill("slurmctld");
        own.Start("n1");
        own.Start("slurmctld");
        try
        {
            await run;
        }
        catch (ProviderException outage) when (outage.IsTransient)
        {
            await RunAsync(new SlurmSweepEngine(own.Options, SweepHost.Tool), "daemons", campaign);
        }

        Assert.Equal(ReadReport("threads"), ReadReport("daemons"));
    }

    /// <summary>The third failing seed is 34, in the second range of 10 seeds.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task After_enough_failing_seeds_no_range_starts_and_the_report_ends_with_their_range()
    {
        ExplorationCampaign campaign = new(Tests) { Test = "EndingSeeds", FirstSeed = 20, SeedCount = 1000, RangeSize = 10, FailFast = 3 };

        CampaignReport report = await RunAsync(new ProcessSweepEngine(SweepHost.Tool), "store", campaign);

        Assert.Equal((20, 3, 3), (report.SeedCount, report.FailedSeedCount, report.StoppedAfter));
        Assert.Equal(["24", "34"], report.Groups.Single(group => group.Message.StartsWith("order", StringComparison.Ordinal)).Seeds);
        Assert.True(report.IsComplete);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_campaign_whose_budget_is_exhausted_continues_and_repeats_no_range()
    {
        ExplorationCampaign campaign = new(Tests) { Test = Passing, SeedCount = 40, RangeSize = 20 };

        CampaignReport first = await RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign with { Budget = TimeSpan.FromTicks(1) });
        CampaignReport second = await RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign);
        CampaignReport third = await RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign with { SeedCount = 20 });

        Assert.Equal((0, false, true), (first.SeedCount, first.IsComplete, first.IsBudgetUsedUp));
        Assert.Equal([new MissingRange(Passing, 1, 40, "the budget was used up")], first.Missing);
        Assert.Equal((40, true), (second.SeedCount, second.IsComplete));
        Assert.True(third.IsComplete);
        Assert.Equal(["001", "002"], Directory.GetDirectories(_folder.At("store")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Consecutive_ranges_of_a_test_with_the_same_reason_are_one()
    {
        SeedPoint[] ranges = [.. Enumerable.Range(0, 30).SelectMany(number => (SeedPoint[])[Range("A", number), Range("B", number)])];
        CampaignResults results = new([.. ranges], failFast: null);
        foreach (SeedPoint range in ranges.Where(range => range.First < 301 && range.Test == "A"))
        {
            results.Add(range, new SeedLine { Test = range.Test, FirstSeed = range.First, Seeds = range.Count });
        }

        results.AddMissing(Range("B", 7), "its process was killed");
        CampaignReport report = results.CreateReport(isLate: true);

        Assert.Equal(
            [
                "No result: A, 2,700 seeds from 301: the budget was used up",
                "No result: B, 700 seeds from 1: the budget was used up",
                "No result: B, 100 seeds from 701: its process was killed",
                "No result: B, 2,200 seeds from 801: the budget was used up",
            ],
            CampaignText.Write(report).Split('\n').Where(line => line.StartsWith("No result", StringComparison.Ordinal)));
        Assert.Equal("5,700 seeds without a result: the budget was used up; the same command continues", report.DescribeMissing());
        Assert.Equal([$"{report.DescribeMissing()}."], ExplorationPage.Create(report, new CampaignJson("tests.dll", "", "", 1, 3000, 100, ""), "001").Verdict!.Findings);

        static SeedPoint Range(string test, int number) => SeedPoint.Create("tests.dll", test, 1 + (number * 100), 100);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_failure_of_an_earlier_campaign_is_named()
    {
        ExplorationCampaign campaign = new(Tests) { Test = "EndingSeeds", FirstSeed = 34, SeedCount = 1 };

        await RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign);
        CampaignReport second = await RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign with { FirstSeed = 44 });

        Assert.Equal([new EarlierFailure("001", 1, "34:none")], Assert.Single(second.Groups).Earlier);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_name_without_a_test_and_a_missing_file_are_reported()
    {
        SweepException unknown = await Assert.ThrowsAsync<SweepException>(() => RunAsync(ExplorationRunner.CreateThreadEngine(), "store", new ExplorationCampaign(Tests) { Test = "NoSuchTest" }));
        SweepException missing = await Assert.ThrowsAsync<SweepException>(() => RunAsync(ExplorationRunner.CreateThreadEngine(), "store", new ExplorationCampaign(_folder.At("none.dll"))));

        Assert.Contains("no test with [SimulationFact] whose name contains 'NoSuchTest' was run", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("none.dll: there is no such file", missing.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("store")));
    }

    [Fact]
    public async Task A_file_that_is_no_test_assembly_is_reported_without_the_output_of_dotnet_test()
    {
        SweepException text = await FailAsync(_folder.Write("notes.dll", "no assembly"));
        SweepException library = await FailAsync(typeof(SweepException).Assembly.Location);

        Assert.EndsWith("notes.dll: it is not a .NET assembly; name a built test assembly, for example bin/Release/net10.0/ShopTests.dll [SW1012]", text.Message, StringComparison.Ordinal);
        Assert.EndsWith(": it has no [SimulationFact] tests: it does not reference Scalewright.Testing; name a built test assembly, for example bin/Release/net10.0/ShopTests.dll [SW1107]", library.Message, StringComparison.Ordinal);

        Task<SweepException> FailAsync(string file) => Assert.ThrowsAsync<SweepException>(() => RunAsync(ExplorationRunner.CreateThreadEngine(), "store", new ExplorationCampaign(file)));
    }

    /// <summary>Returns a program that kills its first element, as an evicted or preempted one is killed.</summary>
    private static ValueList<string> Killed(string mark) => ["sh", "-c", """mkdir "$0" 2>/dev/null && kill -9 $$; exec "$@" """, mark, .. SweepHost.Tool];

    private async Task<CampaignReport> RunAsync(ISweepEngine engine, string store, ExplorationCampaign campaign) =>
        (await new ExplorationRunner(engine, _folder.At(store)).RunAsync(campaign)).Report;

    private string ReadReport(string store) => File.ReadAllText(_folder.At($"{store}/001/report.json"));
}
