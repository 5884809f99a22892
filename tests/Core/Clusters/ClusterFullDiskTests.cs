using Sdk.Tests.Journals;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Clusters on a real full disk, or with a truncated journal. Programs are killed at kill points.</summary>
[SupportedOSPlatform("linux")]
public sealed class ClusterFullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SmallDisk? _disk;

    /// <summary>Sizes and kill point of each program; records of 300 nodes fit in no partly filled block.</summary>
    public static TheoryData<string[]> Campaigns =>
        [
            (string[])
                [
                    "4 3|after the journal is flushed:2",
                    "300|",
                    "3|after the lock is written",
                    "300|after the mark is flushed",
                    "2 1|while the journal is written",
                ],
            (string[])["300|", "300|after the mark is written", "5 4|provider.after", "4|after the new journal is flushed", "300|"],
            (string[])
                [
                    "5 4 3|after the mark is written:4",
                    "300|after the lock is flushed",
                    "300|",
                    "3 2|provider.before",
                    "2|before the end is written to the mark",
                ],
        ];

    [MachineTheory("root"), MemberData(nameof(Campaigns))]
    public async Task F_DISK_19_a_cluster_on_a_full_disk_can_be_destroyed_after_five_interrupted_programs(string[] programs)
    {
        _disk = new SmallDisk(_folder.At("disk"), "1m");
        World world = new(_folder.At("disk", "state"), _folder.At("world"));
        await (await world.ProvisionAsync(5)).DisposeAsync();
        Fill();
        int largest = 5;

        foreach (string[] program in programs.Select(text => text.Split('|')))
        {
            string? killAt = program[1].Length > 0 ? program[1] : null;
            using ClusterHost host = ClusterHost.Start(["scale", world.State, world.Folder, .. program[0].Split(' ')], killAt);
            int exit = await host.WaitForExitAsync();

            string said = string.Join('\n', host.Lines);
            exit.ShouldBeOneOf([137, program[0] == "300" ? 1 : 0], said);
            (exit == 1).ShouldBe(said.Contains("SW3007", StringComparison.Ordinal), said);
            int there = (await world.InventoryAsync()).Count(word => word.StartsWith("Node", StringComparison.Ordinal));
            there.ShouldBeLessThanOrEqualTo(largest, "a node was made that could not be recorded");
            largest = there;
        }

        await using (LiveCluster last = await world.OpenAsync())
        {
            (await last.DestroyAsync()).Succeeded.ShouldBeTrue();
        }

        (await world.InventoryAsync()).ShouldBeEmpty();
        Directory.GetFiles(world.State, "*.tmp").ShouldBeEmpty();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task F_DISK_20_a_truncated_journal_is_detected_by_the_watermark_or_by_the_ownership_tags(bool hasWatermark)
    {
        World world = new(_folder);
        World killed = new(_folder.At("killed"), world.Folder);
        await using (LiveCluster cluster = await world.ProvisionAsync(2, World.Store with { SnapshotAfterBytes = long.MaxValue }))
        {
            await cluster.ApplyAsync(World.Sized(5));
            await cluster.ApplyAsync(World.Sized(6));
            CopyWithoutEnd(world.State, killed.State, lines: 3);
        }

        File.Delete(Path.Join(killed.State, hasWatermark ? "reserve" : "mark"));
        string[] before = await world.InventoryAsync();

        ScalewrightException refused = await Should.ThrowAsync<ScalewrightException>(() => killed.OpenAsync());

        refused.Problems[0].Code.ShouldBe(ProblemCode.OlderState);
        refused.Message.ShouldMatch(
            hasWatermark ? "up to 3 acknowledged changes may be missing" : "up to [1-3] acknowledged changes? may be missing"
        );
        (await world.InventoryAsync()).ShouldBe(before);
        await using LiveCluster accepted = await killed.OpenAsync(World.Store with { AllowOlderState = true });
        (await world.InventoryAsync()).ShouldBe(before);
        await accepted.DisposeAsync();
        await using LiveCluster again = await killed.OpenAsync();
        again.Epoch.ShouldBeGreaterThan(accepted.Epoch);
    }

    public void Dispose()
    {
        _disk?.Dispose();
        _folder.Dispose();
    }

    private static void CopyWithoutEnd(string state, string copy, int lines)
    {
        using Process process = Process.Start("cp", ["-a", state, copy]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        string journal = Path.Join(copy, "journal.log");
        byte[] bytes = File.ReadAllBytes(journal);
        File.WriteAllBytes(journal, bytes[..LostTailTests.LineEnds(bytes)[^(lines + 1)]]);
    }

    private void Fill() => File.WriteAllBytes(_folder.At("disk", "filler"), new byte[new DriveInfo(_folder.At("disk")).AvailableFreeSpace]);
}
