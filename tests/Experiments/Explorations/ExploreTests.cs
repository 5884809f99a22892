using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Scalewright.Explorations;
using Scalewright.Providers.Kubernetes;
using Scalewright.Providers.Simulation;
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

    // 20,000 seeds, of which 2,800 fail. Computed on threads by the first test that compares with it.
    private static readonly ExplorationCampaign Large = new(Tests)
    {
        Test = "EndingSeeds",
        FirstSeed = 100,
        SeedCount = 20_000,
    };
    private static readonly Lazy<Task<string>> LargeReport = new(async () =>
    {
        using TemporaryFolder folder = new();
        await new ExplorationRunner(ExplorationRunner.CreateThreadEngine(), folder.At("threads")).RunAsync(Large);
        return await File.ReadAllTextAsync(folder.At("threads/001/report.json"));
    });

    private readonly TemporaryFolder _folder = new();

    private static string Tests =>
        Repository.At("tests", "support", "Testing.Host", "bin", SweepHost.Configuration, "net10.0", "testing-host.dll");

    public void Dispose() => _folder.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Failing_seeds_are_grouped_and_a_seed_that_ends_its_process_is_found()
    {
        CampaignReport report = await RunAsync(
            ExplorationRunner.CreateThreadEngine(),
            "threads",
            new ExplorationCampaign(Tests)
            {
                Test = "EndingSeeds",
                SeedCount = 40,
                RangeSize = 20,
            }
        );

        Assert.Equal(
            [("Xunit.Sdk.TrueException", 2, "2"), ("Xunit.Sdk.FalseException", 4, "4"), ("", 1, "13")],
            report.Groups.Select(group => (group.Exception, group.SeedCount, group.Seeds[0]))
        );
        Assert.Equal(["4", "14", "24", "34"], report.Groups[1].Seeds);
        Assert.Equal("order 4 was lost", report.Groups[1].Message);
        Assert.Equal("4:none", report.Groups[1].Replay);
        Assert.Contains("seed 13 ends the process", report.Groups[2].Message, StringComparison.Ordinal);
        Assert.Equal((40, 7, true), (report.SeedCount, report.FailedSeedCount, report.IsComplete));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_report_of_20_000_seeds_has_the_same_bytes_from_threads_and_processes_and_after_a_lost_element()
    {
        ExplorationCampaign campaign = new(Tests)
        {
            Test = "EndingSeeds",
            FirstSeed = 100,
            SeedCount = 20_000,
        };

        CampaignReport report = await RunAsync(ExplorationRunner.CreateThreadEngine(), "threads", campaign);
        await RunAsync(new ProcessSweepEngine(Killed(_folder.At("killed"))), "processes", campaign);

        Assert.Equal([800, 2000], report.Groups.Select(group => group.SeedCount));
        Assert.Equal(
            [("a hundredth seed", 200), ("a negative seed", 0)],
            report.Situations.Select(situation => (situation.Name, situation.SeedCount))
        );
        Assert.EndsWith(
            "\nNo seed reached: Testing.Host.Cases.EndingSeeds.Some_seeds_fail_and_one_ends_the_process: a negative seed\n",
            CampaignText.Write(report),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "No seed reached 1 of 2 situations.",
            await File.ReadAllTextAsync(_folder.At("threads", "001", "report.html")),
            StringComparison.Ordinal
        );
        Assert.Equal(ReadReport("threads"), ReadReport("processes"));
        Assert.True(Directory.Exists(_folder.At("killed")), "an element was killed");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_report_of_20_000_seeds_from_pods_has_the_same_bytes_after_an_evicted_a_deleted_and_a_failed_pod()
    {
        await using JobCluster cluster = await JobCluster.StartAsync();
        string link = _folder.At("app");
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(Tests)!);
        string mark = _folder.At("mark");
        KubernetesSweepEngine engine = new(
            cluster.Access,
            "tests:1",
            JobCluster.Stopping(mark, ["evict", "delete", "fail"], SweepHost.Tool)
        )
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
            MaxConcurrency = 3,
        };
        string expected = await LargeReport.Value;

        Task run = RunAsync(engine, "pods", Large with { ElementTestFile = Path.Combine(link, Path.GetFileName(Tests)) });
        await cluster.ActAsync(mark, "evict");
        await cluster.ActAsync(mark, "delete");
        await run;

        Assert.Equal(expected, ReadReport("pods"));
        Assert.True(File.Exists(Path.Combine(mark, "fail", "index")), "a pod was killed");
        await JobCluster.UntilAsync(cluster.IsEmptyAsync);
    }

    [MachineFact("slurm")]
    public async Task The_report_of_20_000_seeds_from_Slurm_has_the_same_bytes_also_after_a_killed_task_and_a_killed_tool()
    {
        string expected = await LargeReport.Value;

        await RunAsync(new SlurmSweepEngine(lab.Options, Killed(_folder.At("killed"))), "slurm", Large);

        using (Process first = StartOnSlurm())
        {
            while (
                !Directory.Exists(_folder.At("stopped/001"))
                || Directory.GetFiles(_folder.At("stopped/001"), "element-*.jsonl", SearchOption.AllDirectories).Length == 0
            )
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

        Assert.Equal(expected, ReadReport("slurm"));
        Assert.Equal(expected, ReadReport("stopped"));
        Assert.True(Directory.Exists(_folder.At("killed")), "an element was killed");

        Process StartOnSlurm()
        {
            ProcessStartInfo start = new(
                "dotnet",
                [
                    .. SweepHost.Tool.Skip(1),
                    "explore",
                    Tests,
                    "--test",
                    "EndingSeeds",
                    "--first-seed",
                    "100",
                    "--seeds",
                    "20000",
                    "--executor",
                    "slurm",
                    "--store",
                    _folder.At("stopped"),
                ]
            );
            start.Environment["SLURM_CONF"] = lab.Options.Environment["SLURM_CONF"];
            return Process.Start(start)!;
        }
    }

    [MachineFact("slurm")]
    public async Task The_report_of_20_000_seeds_from_Slurm_has_the_same_bytes_although_its_controller_and_the_daemon_of_a_machine_are_killed()
    {
        // The daemons of the shared one continue.
        using SlurmLab own = new();
        string expected = await LargeReport.Value;
        ExplorationCampaign campaign = Large with { RangeSize = 1000 };

        Task<CampaignReport> run = RunAsync(new SlurmSweepEngine(own.Options, SweepHost.Tool), "daemons", campaign);
        while (
            !run.IsCompleted
            && !(
                Directory.Exists(_folder.At("daemons/001"))
                && Directory.EnumerateFiles(_folder.At("daemons/001"), "element-*.jsonl", SearchOption.AllDirectories).Any()
            )
        )
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

        Assert.Equal(expected, ReadReport("daemons"));
    }

    /// <summary>Nine seconds are 15 minutes of the engine.</summary>
    [MachineFact("slurm")]
    public async Task A_Slurm_controller_that_is_down_for_15_minutes_cancels_nothing_and_the_campaign_completes()
    {
        using SlurmLab own = new();
        ExplorationCampaign campaign = new(Tests)
        {
            Test = "EndingSeeds",
            FirstSeed = 100,
            SeedCount = 2000,
            RangeSize = 500,
        };
        await RunAsync(ExplorationRunner.CreateThreadEngine(), "threads", campaign);
        FastClock clock = new();
        SlurmClientOptions options = own.Options with
        {
            Clock = clock,
            OutageTimeout = TimeSpan.FromMinutes(30),
            CommandTimeout = TimeSpan.FromHours(2),
        };
        ConcurrentQueue<string> commands = [];
        SlurmClientOptions recorded = options with
        {
            RunCommand = (request, token) =>
            {
                commands.Enqueue(request.Command.Single(word => word is "sbatch" or "squeue" or "scontrol" or "scancel"));
                return options.RunCommand(request, token);
            },
        };

        Task<CampaignReport> run = RunAsync(new SlurmSweepEngine(recorded, SweepHost.Tool), "slurm", campaign);
        await JobCluster.UntilAsync(() => Task.FromResult(commands.SkipWhile(command => command != "sbatch").Contains("squeue")));
        own.Kill("slurmctld");
        DateTimeOffset start = clock.GetUtcNow();
        await JobCluster.UntilAsync(() => Task.FromResult(clock.GetUtcNow() - start > TimeSpan.FromMinutes(15)));
        Assert.False(run.IsCompleted, "the campaign waits for the controller");
        own.Start("slurmctld");
        await run;

        Assert.Equal(ReadReport("threads"), ReadReport("slurm"));
        Assert.DoesNotContain("scancel", commands);
    }

    /// <summary>The third failing seed is 34, in the second range of 10 seeds.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task After_enough_failing_seeds_no_range_starts_and_the_report_ends_with_their_range()
    {
        ExplorationCampaign campaign = new(Tests)
        {
            Test = "EndingSeeds",
            FirstSeed = 20,
            SeedCount = 1000,
            RangeSize = 10,
            FailFast = 3,
        };

        CampaignReport report = await RunAsync(new ProcessSweepEngine(SweepHost.Tool), "store", campaign);

        Assert.Equal((20, 3, 3), (report.SeedCount, report.FailedSeedCount, report.StoppedAfter));
        Assert.Equal(["24", "34"], report.Groups.Single(group => group.Message.StartsWith("order", StringComparison.Ordinal)).Seeds);
        Assert.True(report.IsComplete);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_file_that_the_elements_do_not_have_ends_the_campaign()
    {
        ExplorationCampaign campaign = new(Tests)
        {
            Test = Passing,
            SeedCount = 8,
            ElementTestFile = "/app/no-such-tests.dll",
        };

        SweepException missing = await Assert.ThrowsAsync<SweepException>(() =>
            RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign)
        );

        Assert.Contains("/app/no-such-tests.dll", missing.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist where the seeds are run", missing.Message, StringComparison.Ordinal);
        Assert.Equal(["round-01"], Directory.GetDirectories(_folder.At("store", "001")).Select(Path.GetFileName));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_campaign_whose_budget_is_exhausted_continues_and_repeats_no_range()
    {
        ExplorationCampaign campaign = new(Tests)
        {
            Test = Passing,
            SeedCount = 40,
            RangeSize = 20,
        };

        CampaignReport first = await RunAsync(
            ExplorationRunner.CreateThreadEngine(),
            "store",
            campaign with
            {
                Budget = TimeSpan.FromTicks(1),
            }
        );
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
            results.Add(
                range,
                new SeedLine
                {
                    Test = range.Test,
                    FirstSeed = range.First,
                    Seeds = range.Count,
                }
            );
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
            CampaignText.Write(report).Split('\n').Where(line => line.StartsWith("No result", StringComparison.Ordinal))
        );
        Assert.Equal("5,700 seeds without a result: the budget was used up; the same command continues", report.DescribeMissing());
        Assert.Equal(
            [$"{report.DescribeMissing()}."],
            ExplorationPage.Create(report, new CampaignJson("tests.dll", "", "", 1, 3000, 100, ""), "001").Verdict!.Findings
        );

        static SeedPoint Range(string test, int number) => SeedPoint.Create("tests.dll", test, 1 + (number * 100), 100);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_failure_of_earlier_campaigns_is_named_newest_first_with_the_commit_of_the_tests()
    {
        ExplorationCampaign campaign = new(Tests)
        {
            Test = "EndingSeeds",
            FirstSeed = 34,
            SeedCount = 1,
        };

        await RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign);
        await RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign with { FirstSeed = 44, SeedCount = 11 });
        CampaignReport third = await RunAsync(ExplorationRunner.CreateThreadEngine(), "store", campaign with { FirstSeed = 64 });

        FailureGroup group = Assert.Single(third.Groups);
        Assert.Equal("0123456789", third.Commit);
        Assert.Equal(
            [
                new EarlierFailure("002", 2, "44:none") { Commit = "0123456789" },
                new EarlierFailure("001", 1, "34:none") { Commit = "0123456789" },
            ],
            group.Earlier
        );
        Assert.Contains("\nCommit of the tests: 0123456789\n", CampaignText.Write(third), StringComparison.Ordinal);
        Assert.EndsWith(
            "\n   Also in campaign 002 (commit 0123456789): 2 seeds, replay 44:none\n   Also in 1 older campaign: 1 seed\n",
            CampaignText.Write(third).Split("No seed")[0],
            StringComparison.Ordinal
        );
        string page = await File.ReadAllTextAsync(_folder.At("store", "003", "report.html"));
        Assert.Contains("In campaign 001 (commit 0123456789)", page, StringComparison.Ordinal);
        Assert.Contains("Commit of the tests", page, StringComparison.Ordinal);
    }

    /// <summary>Campaign N of 14 has N failing seeds in two groups that differ in their message; 14 + 13 + ... + 5 are listed.</summary>
    [Fact]
    public void At_most_10_earlier_campaigns_are_listed_and_the_older_ones_counted()
    {
        CampaignJson campaign = new("tests.dll", "", "", 1, 100, 100, "");
        for (int number = 1; number <= 14; number++)
        {
            FailureGroup first = new("A", "Failure", "lost")
            {
                At = "A.cs:1",
                SeedCount = 1,
                Seeds = ["7"],
                Replay = $"{number}:none",
            };
            FailureGroup[] groups =
                number == 1 ? [first] : [first, first with { Message = "never found", SeedCount = number - 1, Replay = "99" }];
            ExplorationFolder
                .Create(_folder.At("store"), campaign)
                .WriteReport(
                    new CampaignReport
                    {
                        Groups = [.. groups, first with { Test = "B" }],
                        Commit = $"commit{number:D4}",
                        IsComplete = true,
                    }
                );
        }

        ExplorationFolder folder = ExplorationFolder.Create(_folder.At("store"), campaign);
        CampaignReport report = EarlierFailures.Add(
            folder,
            new CampaignReport
            {
                Groups =
                [
                    new FailureGroup("A", "Failure", "lost")
                    {
                        At = "A.cs:1",
                        SeedCount = 1,
                        Seeds = ["7"],
                        Replay = "7",
                    },
                ],
            }
        );

        FailureGroup group = Assert.Single(report.Groups);
        Assert.Equal(
            Enumerable
                .Range(5, 10)
                .Reverse()
                .Select(number => new EarlierFailure($"{number:D3}", number, $"{number}:none") { Commit = $"commit{number:D4}" }),
            group.Earlier
        );
        Assert.Equal((4, 1 + 2 + 3 + 4), (group.OlderCampaignCount, group.OlderSeedCount));
        Assert.EndsWith(
            "\n   Also in campaign 014 (commit commit0014): 14 seeds, replay 14:none\n   Also in 13 older campaigns: 91 seeds\n",
            CampaignText.Write(report),
            StringComparison.Ordinal
        );
        Assert.Contains(ExplorationPage.Create(report, campaign, "015").Sections[1].Facts, fact =>
            fact == new ChartFact("In older campaigns", "10 failing seeds of 4 campaigns")
        );
    }

    [Fact]
    public void A_group_lists_its_10_lowest_seeds_and_counts_all()
    {
        SeedPoint range = SeedPoint.Create("tests.dll", "A", 1, 100);
        CampaignResults results = new([range], failFast: null);
        foreach (SeedPoint half in range.Split().Reverse())
        {
            results.Add(
                half,
                new SeedLine
                {
                    Test = "A",
                    FirstSeed = half.First,
                    Seeds = half.Count,
                    Failures =
                    [
                        .. Enumerable
                            .Range(0, half.Count / 2)
                            .Reverse()
                            .Select(index => new SeedFailureLine
                            {
                                Seed = half.First + (2 * index),
                                Exception = "Failure",
                                Message = "lost",
                            }),
                    ],
                }
            );
        }

        FailureGroup group = Assert.Single(results.CreateReport(isLate: false).Groups);

        Assert.Equal(["1", "3", "5", "7", "9", "11", "13", "15", "17", "19"], group.Seeds);
        Assert.Equal(50, group.SeedCount);
    }

    [Fact]
    public void The_virtual_time_is_the_same_for_any_split()
    {
        SeedPoint whole = SeedPoint.Create("tests.dll", "A", 1, 30);
        SeedPoint[] parts = [.. Enumerable.Range(0, 3).Select(part => SeedPoint.Create("tests.dll", "A", 1 + (10 * part), 10))];

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(Run([whole], 1.2).Tests).VirtualTime);
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(Run(parts, 0.4).Tests).VirtualTime);

        static CampaignReport Run(SeedPoint[] ranges, double seconds)
        {
            CampaignResults results = new([.. ranges], failFast: null);
            foreach (SeedPoint range in ranges)
            {
                results.Add(
                    range,
                    new SeedLine
                    {
                        Test = range.Test,
                        FirstSeed = range.First,
                        Seeds = range.Count,
                        VirtualSeconds = seconds,
                    }
                );
            }

            return results.CreateReport(isLate: false);
        }
    }

    [Theory]
    [InlineData("1.2.3+0123456789abcdef0123456789abcdef01234567", "0123456789")]
    [InlineData("1.2.3-beta.1+build.7.ABCDEF6789abcdef0123456789abcdef01234567", "abcdef6789")]
    [InlineData("1.2.3+0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789")]
    [InlineData("1.2.3", "")]
    [InlineData("1.2.3+20261129101500", "")]
    [InlineData("1.2.3-0123456789abcdef0123456789abcdef01234567", "")]
    [InlineData(null, "")]
    public void The_commit_of_the_tests_is_read_from_their_metadata(string? version, string commit)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Versioned"), typeof(object).Assembly);
        assembly.DefineDynamicModule("Versioned");
        if (version is not null)
        {
            assembly.SetCustomAttribute(
                new CustomAttributeBuilder(typeof(AssemblyInformationalVersionAttribute).GetConstructor([typeof(string)])!, [version])
            );
        }

        assembly.Save(_folder.At("Versioned.dll"));

        Assert.Equal(commit, TestAssemblyCheck.ReadCommit(_folder.At("Versioned.dll")));
        Assert.Equal("", TestAssemblyCheck.ReadCommit(_folder.Write("notes.dll", "no assembly")));
    }

    [Fact]
    public void A_test_assembly_that_cannot_be_read_is_reported_with_the_reason()
    {
        string path = _folder.Write("locked.dll", "no assembly");
        using FileStream locked = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.StartsWith("it cannot be read: ", TestAssemblyCheck.FindProblem(path), StringComparison.Ordinal);
    }

    /// <summary>The seeds of the farm have faults of nodes, and run commands only in their check.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_pairs_of_a_fault_and_an_operation_are_the_same_from_any_engine_and_split()
    {
        ExplorationCampaign campaign = new(Tests)
        {
            Test = "KeptFarm",
            SeedCount = 40,
            RangeSize = 40,
        };

        CampaignReport report = await RunAsync(ExplorationRunner.CreateThreadEngine(), "threads", campaign);
        await RunAsync(new ProcessSweepEngine(SweepHost.Tool), "processes", campaign with { RangeSize = 15 });

        ExploredCoverage coverage = Assert.Single(report.Coverage);
        Assert.Contains(coverage.Unreached, pair => pair.Operation == "create node");
        Assert.DoesNotContain(coverage.Unreached, pair => pair.Operation == "command on a node");
        Assert.InRange(coverage.ReachedCount, 10, coverage.PairCount - 10);
        Assert.Contains(
            $"\nPairs of a fault and an operation under way: {coverage.Test}: {coverage.ReachedCount} of {coverage.PairCount} reached; never: ",
            CampaignText.Write(report),
            StringComparison.Ordinal
        );
        Assert.Equal(ReadReport("threads"), ReadReport("processes"));
    }

    [Fact]
    public void Pairs_that_no_range_reached_are_counted_by_test_and_the_first_ten_named()
    {
        SeedPoint[] ranges =
        [
            SeedPoint.Create("tests.dll", "A", 1, 10),
            SeedPoint.Create("tests.dll", "B", 1, 10),
            SeedPoint.Create("tests.dll", "A", 11, 10),
        ];
        CampaignResults results = new([.. ranges], failFast: null);
        ValueList<string> faults = ["kill", "power"];
        results.Add(
            ranges[0],
            Line(
                "A",
                1,
                new FaultCoverage
                {
                    Faults = faults,
                    Operations = ["list resources", "create node"],
                    Reached = [new FaultPair("kill", "create node")],
                }
            )
        );
        results.Add(ranges[1], Line("B", 1, new FaultCoverage()));
        results.Add(
            ranges[2],
            Line(
                "A",
                11,
                new FaultCoverage
                {
                    Faults = faults,
                    Operations = ["delete node"],
                    Reached = [new FaultPair("power", "delete node"), new FaultPair("kill", "delete node")],
                }
            )
        );

        CampaignReport report = results.CreateReport(isLate: false);

        ExploredCoverage coverage = Assert.Single(report.Coverage);
        Assert.Equal(
            new ExploredCoverage(
                "A",
                6,
                [new FaultPair("kill", "list resources"), new FaultPair("power", "create node"), new FaultPair("power", "list resources")]
            ),
            coverage
        );
        Assert.EndsWith(
            "\nPairs of a fault and an operation under way: A: 3 of 6 reached; never: kill during list resources, power during create node, power during list resources\n",
            CampaignText.Write(report),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "0 of 12 reached; never: 0 during x, 1 during x, 2 during x, 3 during x, 4 during x, 5 during x, 6 during x, 7 during x, 8 during x, 9 during x and 2 more",
            new ExploredCoverage("A", 12, [.. Enumerable.Range(0, 12).Select(number => new FaultPair($"{number}", "x"))]).Describe()
        );
        Assert.Equal("2 of 2 reached", new ExploredCoverage("A", 2, []).Describe());
        ChartSection section = ExplorationPage
            .Create(report, new CampaignJson("tests.dll", "", "", 1, 20, 10, ""), "001")
            .Sections.Single(section => section.Title == "Faults during operations: A");
        Assert.Equal(
            [
                ["kill", "list resources"],
                ["power", "create node, list resources"],
            ],
            section.Table!.Rows
        );

        static SeedLine Line(string test, long first, FaultCoverage coverage) =>
            new()
            {
                Test = test,
                FirstSeed = first,
                Seeds = 10,
                Coverage = coverage,
            };
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_name_without_a_test_and_a_missing_file_are_reported()
    {
        SweepException unknown = await Assert.ThrowsAsync<SweepException>(() =>
            RunAsync(ExplorationRunner.CreateThreadEngine(), "store", new ExplorationCampaign(Tests) { Test = "NoSuchTest" })
        );
        SweepException missing = await Assert.ThrowsAsync<SweepException>(() =>
            RunAsync(ExplorationRunner.CreateThreadEngine(), "store", new ExplorationCampaign(_folder.At("none.dll")))
        );

        Assert.Contains(
            "no test with [SimulationFact] whose name contains 'NoSuchTest' was run",
            unknown.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("none.dll: there is no such file", missing.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("store")));
    }

    [Fact]
    public async Task A_file_that_is_no_test_assembly_is_reported_without_the_output_of_dotnet_test()
    {
        SweepException text = await FailAsync(_folder.Write("notes.dll", "no assembly"));
        SweepException library = await FailAsync(typeof(SweepException).Assembly.Location);

        Assert.EndsWith(
            "notes.dll: it is not a .NET assembly; name a built test assembly, for example bin/Release/net10.0/ShopTests.dll [SW1012]",
            text.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            ": it has no [SimulationFact] tests: it does not reference Scalewright.Testing; name a built test assembly, for example bin/Release/net10.0/ShopTests.dll [SW1107]",
            library.Message,
            StringComparison.Ordinal
        );

        Task<SweepException> FailAsync(string file) =>
            Assert.ThrowsAsync<SweepException>(() =>
                RunAsync(ExplorationRunner.CreateThreadEngine(), "store", new ExplorationCampaign(file))
            );
    }

    /// <summary>Returns a program that kills its first element, as an evicted or preempted one is killed.</summary>
    private static ValueList<string> Killed(string mark) =>
        ["sh", "-c", """mkdir "$0" 2>/dev/null && kill -9 $$; exec "$@" """, mark, .. SweepHost.Tool];

    private async Task<CampaignReport> RunAsync(ISweepEngine engine, string store, ExplorationCampaign campaign) =>
        (await new ExplorationRunner(engine, _folder.At(store)).RunAsync(campaign)).Report;

    private string ReadReport(string store) => File.ReadAllText(_folder.At($"{store}/001/report.json"));
}
