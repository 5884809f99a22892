using Scalewright.Storage.Devices;
using Scalewright.Storage.Hsm;

namespace Storage.Tests;

/// <summary>
/// Tests random work in virtual time: three requests per copytool every ten seconds, progress about every second.
/// </summary>
public class ArchiveWorkTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public Task A_copytool_works_on_at_most_three_requests_within_its_throughput() =>
        RunAsync(
            async (cluster, clock) =>
            {
                List<HsmEvent> told = [];

                await WorkAsync(cluster, clock, TimeSpan.FromMinutes(10), told);

                told.Count(item => item.Kind == HsmEventKind.Started).ShouldBeGreaterThan(30);
                foreach (IGrouping<DateTimeOffset, HsmEvent> second in told.GroupBy(item => item.Timestamp))
                {
                    second
                        .Where(item => item.Kind is HsmEventKind.Progressed or HsmEventKind.Finished)
                        .GroupBy(item => item.Request.Copytool)
                        .ShouldAllBe(tool => tool.Count() <= 3);
                }

                foreach (IGrouping<long, HsmEvent> work in told.GroupBy(item => item.Request.Number))
                {
                    HsmEvent[] course = [.. work];
                    course[0].Kind.ShouldBe(HsmEventKind.Started);
                    course.Count(item => item.Kind == HsmEventKind.Finished).ShouldBeLessThanOrEqualTo(1);
                    course
                        .Zip(course.Skip(1))
                        .ShouldAllBe(pair =>
                            pair.Second.Request.BytesDone - pair.First.Request.BytesDone <= 100 * MiB
                            && pair.Second.Timestamp - pair.First.Timestamp == TimeSpan.FromSeconds(1)
                        );
                }
            }
        );

    /// <summary>Three requests share 90 MiB per second.</summary>
    [Fact]
    public Task The_throughput_of_a_copytool_is_shared_evenly_by_its_requests() =>
        RunAsync(
            async (cluster, clock) =>
            {
                List<HsmEvent> told = [];

                await WorkAsync(
                    cluster,
                    clock,
                    TimeSpan.FromSeconds(1.5),
                    told,
                    new HsmWorkloadOptions { BytesPerSecond = 90 * MiB, MaxFileBytes = 1L << 50 }
                );

                told.Where(item => item.Kind == HsmEventKind.Progressed && item.Request.Copytool == "one")
                    .ShouldAllBe(item =>
                        item.Request.BytesDone
                        == 90 * MiB / told.Count(other => other.Kind == HsmEventKind.Started && other.Request.Copytool == "one")
                    );
                told.Count(item => item.Kind == HsmEventKind.Started).ShouldBe(6, "two copytools");
            }
        );

    [Fact]
    public async Task The_same_seed_produces_the_same_workload()
    {
        List<string>[] courses =
        [
            [],
            [],
        ];
        foreach (List<string> course in courses)
        {
            await RunAsync(
                async (cluster, clock) =>
                {
                    List<HsmEvent> told = [];
                    await WorkAsync(cluster, clock, TimeSpan.FromMinutes(2), told);
                    course.AddRange(told.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Timestamp:O} {item}")));
                }
            );
        }

        courses[0].ShouldNotBeEmpty();
        courses[1].ShouldBe(courses[0]);
    }

    [Fact]
    public Task Unfinished_requests_of_a_stopped_copytool_are_requeued_from_the_start() =>
        RunAsync(
            async (cluster, clock) =>
            {
                List<HsmEvent> told = [];
                HsmWorkload work = new(cluster, new HsmWorkloadOptions { MaxFileBytes = 1L << 50, MaxRequestsPerCopytool = 2 });
                await WorkAsync(work, clock, TimeSpan.FromSeconds(5), told);
                string[] before = [.. work.Requests.Where(request => request.Copytool == "one").Select(request => $"{request.Number}")];
                await cluster.Hsm.SetCopytoolRunningAsync("one", runs: false);

                await WorkAsync(work, clock, TimeSpan.FromSeconds(2), told);

                before.ShouldNotBeEmpty();
                told.Where(item => item.Kind == HsmEventKind.Lost).Select(item => $"{item.Request.Number}").ShouldBe(before);
                work.Requests.Where(request => before.Contains($"{request.Number}"))
                    .ShouldAllBe(request => request.Copytool.Length == 0 && request.BytesDone == 0);
            }
        );

    [Fact]
    public Task A_disabled_coordinator_finishes_started_requests_and_starts_no_new_ones() =>
        RunAsync(
            async (cluster, clock) =>
            {
                List<HsmEvent> told = [];
                HsmWorkload work = new(cluster);
                await WorkAsync(work, clock, TimeSpan.FromSeconds(5), told);
                await cluster.Hsm.SetCoordinatorAsync("fs", "disabled");
                int begun = told.Count(item => item.Kind == HsmEventKind.Started);

                await WorkAsync(work, clock, TimeSpan.FromMinutes(10), told);

                told.Count(item => item.Kind == HsmEventKind.Started).ShouldBe(begun);
                told.Count(item => item.Kind == HsmEventKind.Finished).ShouldBe(begun);
                work.Requests.ShouldBeEmpty();
            }
        );

    [Fact]
    public Task A_purge_drops_all_requests_once_and_the_coordinator_continues() =>
        RunAsync(
            async (cluster, clock) =>
            {
                List<HsmEvent> told = [];
                HsmWorkload work = new(cluster, new HsmWorkloadOptions { MaxFileBytes = 1L << 50 });
                await WorkAsync(work, clock, TimeSpan.FromSeconds(5), told);
                int there = work.Requests.Count;
                await cluster.Hsm.SetCoordinatorAsync("fs", "purge");

                await WorkAsync(work, clock, TimeSpan.FromSeconds(30), told);

                told.Count(item => item.Kind == HsmEventKind.Purged).ShouldBe(there);
                work.Requests.ShouldNotBeEmpty("a purged coordinator goes on");
            }
        );

    /// <summary>Fields: Lustre operations manual, "Lustre Jobstats".</summary>
    [Fact]
    public Task Targets_report_job_statistics_whose_sums_never_decrease() =>
        RunAsync(
            (cluster, _) =>
            {
                LustreTarget ost = new()
                {
                    Label = "fs-OST0000",
                    Uuid = "1",
                    MgsNode = "",
                    BackFsType = "ldiskfs",
                };
                long last = -1;
                for (int reading = 0; reading < 20; reading++)
                {
                    JsonArray jobs = cluster.Statistics.GetTargetStatistics(ost)["job_stats"]!.AsArray();
                    jobs.Select(job => job!["job_id"]!.GetValue<string>()).Distinct().Count().ShouldBe(3);
                    jobs[0]!
                        .AsObject()
                        .Select(field => field.Key)
                        .ShouldBe(["job_id", "snapshot_time", "read_bytes", "write_bytes", "setattr", "punch", "sync"]);
                    long sum = jobs.Sum(job => job!["write_bytes"]!["sum"]!.GetValue<long>());
                    sum.ShouldBeGreaterThanOrEqualTo(last);
                    last = sum;
                }

                last.ShouldBeGreaterThan(0);
                JsonNode mdt = cluster.Statistics.GetTargetStatistics(ost with { Label = "fs-MDT0000", Uuid = "2" })["job_stats"]![0]!;
                mdt["open"]!["unit"]!.GetValue<string>().ShouldBe("reqs");
                mdt["read_bytes"].ShouldBeNull();
                return Task.CompletedTask;
            }
        );

    private static Task WorkAsync(
        StorageCluster cluster,
        TimeProvider clock,
        TimeSpan length,
        List<HsmEvent> told,
        HsmWorkloadOptions? options = null
    ) => WorkAsync(new HsmWorkload(cluster, options), clock, length, told);

    private static async Task WorkAsync(HsmWorkload work, TimeProvider clock, TimeSpan length, List<HsmEvent> told)
    {
        using CancellationTokenSource stop = new(length, clock);
        await work.RunAsync(told.Add, stop.Token);
    }

    private static async Task RunAsync(Func<StorageCluster, TimeProvider, Task> test)
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        await provider.RunAsync(async token =>
        {
            await using StorageCluster cluster = await StorageCluster.CreateAsync(
                new StorageClusterSpec { ServerCount = 4, WorkerCount = 2 },
                new StorageClusterOptions { Clock = provider.Clock, Seed = 3 },
                token
            );
            await cluster.Hsm.SetCoordinatorAsync("fs", "enabled", token);
            foreach ((string id, string worker) in new[] { ("one", "worker000"), ("two", "worker001") })
            {
                await cluster.Servers.RegisterAsync($"{worker}.localdomain", cancellationToken: token);
                await cluster.Servers.StartAsync($"{worker}.localdomain", cancellationToken: token);
                await cluster.Hsm.AddCopytoolAsync(new Copytool(id, new ServerName(worker), "fs", IsRunning: false), token);
                await cluster.Hsm.SetCopytoolRunningAsync(id, runs: true, token);
            }

            await test(cluster, provider.Clock);
        });
    }
}
