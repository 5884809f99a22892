using Scalewright.Storage.Devices;

namespace Storage.Tests;

/// <summary>Tests statistics by section 2.3 of the description of the reference.</summary>
public class LoadFiguresTests
{
    private const int Readings = 400;

    [Fact]
    public async Task An_OST_adds_at_most_100000_calls_and_ten_billion_bytes_per_reading()
    {
        long[] calls = await StepsAsync("fs-OST0000", figures => figures["stats"]!["write_bytes"]!["count"]!);
        long[] bytes = await StepsAsync("fs-OST0000", figures => figures["stats"]!["read_bytes"]!["sum"]!);

        calls.ShouldAllBe(step => step >= 0 && step <= 100_000);
        calls.Max().ShouldBeGreaterThan(90_000);
        bytes.ShouldAllBe(step => step >= 0 && step <= 10_000_000_000);
        bytes.Max().ShouldBeGreaterThan(9_000_000_000);
    }

    [Fact]
    public async Task An_MDT_adds_at_most_10000_of_each_operation_per_reading()
    {
        long[] calls = await StepsAsync("fs-MDT0000", figures => figures["stats"]!["open"]!["count"]!);
        long[] ofJobs = await StepsAsync("fs-MDT0000", figures => figures["job_stats"]![0]!["open"]!["samples"]!);

        calls.ShouldAllBe(step => step >= 0 && step <= 10_000);
        calls.Max().ShouldBeGreaterThan(9_000);
        ofJobs.ShouldAllBe(step => step >= 0 && step <= 10_000);
        ofJobs.Max().ShouldBeGreaterThan(9_000);
    }

    [Fact]
    public async Task Free_space_changes_by_at_most_a_tenth_of_the_capacity_and_stays_within_it()
    {
        long total = 0;
        long[] steps = await StepsAsync("fs-OST0000", figures =>
        {
            total = figures["kbytestotal"]!.GetValue<long>();
            figures["kbytesfree"]!.GetValue<long>().ShouldBeInRange(0, total);
            return figures["kbytesfree"]!;
        });

        steps.ShouldAllBe(step => Math.Abs(step) <= total / 10);
        steps.Max(Math.Abs).ShouldBeGreaterThan(total / 12);
    }

    [Fact]
    public async Task Free_memory_changes_by_at_most_5000_and_CPU_counters_increase_by_50_to_100_per_reading()
    {
        await using StorageCluster cluster = await StorageCluster.CreateAsync(new StorageClusterSpec { ServerCount = 1, WorkerCount = 0 });
        JsonObject[] figures = [.. Enumerable.Range(0, Readings).Select(_ => cluster.Statistics.GetNodeStatistics("test000.localdomain"))];

        Steps([.. figures.Select(reading => reading["meminfo"]!["MemFree"]!)]).ShouldAllBe(step => Math.Abs(step) <= 5_000);
        Steps([.. figures.Select(reading => reading["cpustats"]!["user"]!)]).ShouldAllBe(step => step >= 50 && step <= 100);
        Steps([.. figures.Select(reading => reading["cpustats"]!["idle"]!)]).ShouldAllBe(step => step >= 50 && step <= 100);
    }

    private static async Task<long[]> StepsAsync(string label, Func<JsonObject, JsonNode> field)
    {
        await using StorageCluster cluster = await StorageCluster.CreateAsync(new StorageClusterSpec { ServerCount = 1, WorkerCount = 0 });
        LustreTarget target = new()
        {
            Label = label,
            Uuid = "1",
            MgsNode = "",
            BackFsType = "ldiskfs",
        };
        return Steps([.. Enumerable.Range(0, Readings).Select(_ => field(cluster.Statistics.GetTargetStatistics(target)))]);
    }

    private static long[] Steps(JsonNode[] values) =>
        [.. values.Zip(values.Skip(1), (first, second) => second.GetValue<long>() - first.GetValue<long>())];
}
