namespace Simulation.Tests.Models;

public class DiskTests
{
    private const int Seeds = 200;

    [Fact]
    public void Content_flushed_with_its_folder_survives_every_crash() =>
        ForEachSeed(async disk =>
        {
            await SaveAsync(disk, "/state", "safe");
            await disk.FlushFolderAsync("/");
            disk.Crash();

            (await TextAsync(disk, "/state")).ShouldBe("safe");
        });

    [Fact]
    public void Unflushed_content_is_lost_in_some_crashes() =>
        Outcomes(async disk =>
            {
                SimulatedFile file = disk.Open("/log", FileMode.Create);
                await disk.FlushFolderAsync("/");
                await file.WriteAsync(0, new byte[2_048]);
                disk.Crash();
                return disk.Open("/log", FileMode.Open).Length == 0 ? "empty" : "long";
            })
            .ShouldBe(["empty", "long"]);

    [Fact]
    public void F_DISK_08_a_rename_without_a_folder_flush_leaves_the_old_or_the_new_content() =>
        Outcomes(async disk =>
            {
                await SaveAsync(disk, "/state", "old");
                await disk.FlushFolderAsync("/");
                await SaveAsync(disk, "/state.new", "new");
                disk.Rename("/state.new", "/state");
                disk.Crash();
                return await TextAsync(disk, "/state");
            })
            .ShouldBe(["new", "old"]);

    [Fact]
    public void A_rename_without_a_content_flush_can_lose_both_the_old_and_the_new_content() =>
        Outcomes(async disk =>
            {
                await SaveAsync(disk, "/state", "old");
                await disk.FlushFolderAsync("/");
                await disk.Open("/state.new", FileMode.Create).WriteAsync(0, "new"u8.ToArray());
                disk.Rename("/state.new", "/state");
                disk.Crash();
                return (await TextAsync(disk, "/state")).TrimEnd('\0');
            })
            .ShouldContain("");

    [Fact]
    public void F_DISK_09_unflushed_sectors_survive_in_any_combination() =>
        Outcomes(async disk =>
            {
                SimulatedFile file = disk.Open("/data", FileMode.Create);
                await file.WriteAsync(0, new byte[1_024]);
                await file.FlushAsync();
                await disk.FlushFolderAsync("/");
                await file.WriteAsync(0, Encoding.ASCII.GetBytes(new string('x', 1_024)));
                disk.Crash();
                byte[] content = new byte[1_024];
                await disk.Open("/data", FileMode.Open).ReadAsync(0, content);
                content[..512].Distinct().Count().ShouldBe(1);
                return $"{content[0]} {content[512]}";
            })
            .ShouldBe(["0 0", "0 120", "120 0", "120 120"]);

    [Fact]
    public void F_DISK_06_a_successful_flush_after_a_failed_one_does_not_save_the_lost_content() =>
        ForEachSeed(async disk =>
        {
            SimulatedFile file = disk.Open("/log", FileMode.Create);
            await disk.FlushFolderAsync("/");
            await file.WriteAsync(0, "lost"u8.ToArray());
            disk.Model = disk.Model with { FlushFailureProbability = 1 };
            (await FailureAsync(async () => await file.FlushAsync())).HResult.ShouldBe(5);
            disk.Model = disk.Model with { FlushFailureProbability = 0 };
            await file.FlushAsync();
            disk.Crash();

            disk.Open("/log", FileMode.Open).Length.ShouldBe(0);
        });

    [Fact]
    public void F_DISK_02_a_full_disk_writes_what_fits_and_reports_an_error() =>
        ForEachSeed(async disk =>
        {
            disk.Model = disk.Model with { CapacityBytes = 100 };
            SimulatedFile file = disk.Open("/log", FileMode.Create);
            (await FailureAsync(async () => await file.WriteAsync(0, new byte[150]))).HResult.ShouldBe(28);
            file.Length.ShouldBe(100);

            await file.WriteAsync(50, new byte[50]);
            disk.Delete("/log");
            disk.UsedBytes.ShouldBe(0);
        });

    [Fact]
    public void F_DISK_07_a_read_can_fail_be_short_or_return_corrupt_content() =>
        ForEachSeed(async disk =>
        {
            await SaveAsync(disk, "/state", "content");
            SimulatedFile file = disk.Open("/state", FileMode.Open);
            disk.Model = disk.Model with { ShortReadProbability = 1 };
            (await file.ReadAsync(0, new byte[7])).ShouldBeInRange(1, 6);
            disk.Model = DiskModel.Default with { CorruptionProbability = 1 };
            (await TextAsync(disk, "/state")).ShouldNotBe("content");
            disk.Model = DiskModel.Default with { ReadFailureProbability = 1 };
            (await FailureAsync(async () => await file.ReadAsync(0, new byte[7]))).HResult.ShouldBe(5);
            disk.Model = DiskModel.Default;
            disk.Corrupt("/state", 0, 0x20);
            (await TextAsync(disk, "/state")).ShouldBe("Content");
        });

    [Fact]
    public void A_slow_disk_processes_writes_one_after_another()
    {
        SimulationKernel kernel = new();
        SimulatedDisk disk = new(kernel, new DiskModel { BytesPerSecond = 1_000, AccessLatency = DurationModel.Zero });

        kernel.Run(() =>
            Task.WhenAll(
                Enumerable.Range(0, 3).Select(number => disk.Open($"/{number}", FileMode.Create).WriteAsync(0, new byte[500]).AsTask())
            )
        );

        kernel.Elapsed.ShouldBe(TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void A_file_opened_before_a_crash_cannot_be_written_after_it() =>
        ForEachSeed(async disk =>
        {
            SimulatedFile file = disk.Open("/log", FileMode.Create);
            disk.Crash();

            await FailureAsync(async () => await file.WriteAsync(0, new byte[1]));
        });

    [Fact]
    public void Paths_follow_the_rules_of_real_file_systems() =>
        ForEachSeed(disk =>
        {
            Should.Throw<FileNotFoundException>(() => disk.Open("/none", FileMode.Open));
            Should.Throw<DirectoryNotFoundException>(() => disk.Open("/none/file", FileMode.Create));
            Should.Throw<ArgumentException>(() => disk.Open("/../file", FileMode.Create));
            disk.CreateFolder("/a/b");
            disk.Open("/a/b/two", FileMode.CreateNew);
            disk.Open("/a/b/one", FileMode.CreateNew);
            Should.Throw<IOException>(() => disk.Open("/a/b/one", FileMode.CreateNew));
            Should.Throw<IOException>(() => disk.Delete("/a/b"));
            disk.List("/a/b").ShouldBe(["a/b/one", "a/b/two"]);
            return Task.CompletedTask;
        });

    private static void ForEachSeed(Func<SimulatedDisk, Task> story)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            SimulationKernel kernel = new(new KernelOptions { Seed = seed });
            kernel.Run(() => story(new SimulatedDisk(kernel)));
        }
    }

    private static List<string> Outcomes(Func<SimulatedDisk, Task<string>> story)
    {
        SortedSet<string> outcomes = new(StringComparer.Ordinal);
        ForEachSeed(async disk => outcomes.Add(await story(disk)));
        return [.. outcomes];
    }

    private static async Task SaveAsync(SimulatedDisk disk, string path, string text)
    {
        SimulatedFile file = disk.Open(path, FileMode.Create);
        await file.WriteAsync(0, Encoding.UTF8.GetBytes(text));
        await file.FlushAsync();
    }

    private static async Task<string> TextAsync(SimulatedDisk disk, string path)
    {
        SimulatedFile file = disk.Open(path, FileMode.Open);
        byte[] content = new byte[file.Length];
        int count = await file.ReadAsync(0, content);
        return Encoding.Latin1.GetString(content, 0, count);
    }

    private static async Task<IOException> FailureAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (IOException failure)
        {
            return failure;
        }

        throw new ShouldAssertException("an IOException was expected");
    }
}
