using Scalewright;
using Scalewright.Journals;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Storage;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;
using Tests.Shared;

namespace Storage.Tests;

public sealed class StateFolderTests : IDisposable
{
    private static readonly StorageSetup Small = new() { ServerCount = 2, ClusterSize = 2, WorkerCount = 0 };
    private readonly TemporaryFolder _folder = new();

    private StorageClusterOptions Options => new() { Folder = _folder.At("state") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cluster_is_the_same_after_it_was_opened_again()
    {
        ValueMap<string> before = await ChangedAsync();

        await using StorageCluster again = await StorageCluster.OpenAsync(Options);

        again.DescribeFiles().ShouldBe(before);
    }

    [Fact]
    public async Task A_folder_holds_one_cluster()
    {
        await ChangedAsync();

        StorageException exception = await Should.ThrowAsync<StorageException>(() => StorageCluster.CreateAsync(Small, Options));

        exception.Code.ShouldBe(ProblemCode.ClusterExists);
    }

    [Fact]
    public async Task A_folder_is_free_again_after_a_set_up_that_failed()
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        await provider.RunAsync(async token =>
        {
            StorageClusterOptions options = new() { Folder = "/state", Files = provider.Files, Clock = provider.Clock };
            StorageSetup large = new() { ServerCount = 100, ClusterSize = 2, WorkerCount = 0 };
            provider.Inject(new ChangeDisk(DiskModel.Default with { CapacityBytes = 4096 }));
            Exception? full = null;
            try
            {
                await StorageCluster.CreateAsync(large, options, token);
            }
            catch (StateException failure)
            {
                full = failure;
            }

            full.ShouldBeOfType<StateException>().Code.ShouldBe(ProblemCode.DiskFull);
            provider.Inject(new ChangeDisk(DiskModel.Default));
            await using StorageCluster cluster = await StorageCluster.CreateAsync(large, options, token);
            cluster.Servers.All.Count.ShouldBe(100);
        });
    }

    [Fact]
    public async Task A_folder_without_a_cluster_is_not_opened() =>
        (await Should.ThrowAsync<StorageException>(() => StorageCluster.OpenAsync(Options))).Code.ShouldBe(ProblemCode.NoCluster);

    [Fact]
    public async Task The_state_of_something_else_is_refused()
    {
        await using (DurableStore store = await DurableStore.OpenAsync(LocalFileSystem.Create(), Options.Folder!, new OtherState(), new DurableStoreOptions { Holder = LocalFileSystem.DescribeHolder("0.1.0", "test"), Chance = new Random(1) }))
        {
            await store.AppendAsync("{\"name\":\"other\"}"u8.ToArray());
        }

        (await Should.ThrowAsync<StorageException>(() => StorageCluster.OpenAsync(Options))).Code.ShouldBe(ProblemCode.StateCorrupt);
    }

    [Fact]
    public async Task A_journal_cut_anywhere_gives_a_whole_cluster_or_a_clear_error()
    {
        await ChangedAsync();
        string journal = _folder.At("state", "journal.log");
        byte[] whole = await File.ReadAllBytesAsync(journal);
        string mark = _folder.At("state", "mark");

        for (int length = 0; length < whole.Length; length += 97)
        {
            await File.WriteAllBytesAsync(journal, whole[..length]);
            File.Delete(mark);
            await OpensOrSaysWhyAsync();
        }
    }

    private async Task OpensOrSaysWhyAsync()
    {
        try
        {
            await using StorageCluster cluster = await StorageCluster.OpenAsync(Options);
            cluster.Servers.All.Count.ShouldBe(2);
        }
        catch (Exception exception) when (exception is StorageException or StateException)
        {
            exception.Message.ShouldContain("error");
        }
    }

    private async Task<ValueMap<string>> ChangedAsync()
    {
        await using StorageCluster cluster = await StorageCluster.CreateAsync(Small, Options);
        await cluster.Servers.RegisterAsync("test000.localdomain");
        await cluster.Availability.ApplyAsync(0, HaEvent.Configure("MGS_1", "test000", isPrimary: true));
        await cluster.Availability.ApplyAsync(0, HaEvent.Configure("MGS_1", "test001", isPrimary: false));
        await cluster.Availability.ApplyAsync(0, HaEvent.Start("MGS_1"));
        await cluster.Power.SwitchAsync("pdu000", "1", isOn: false, LifePace.AtOnce);
        cluster.Availability.Of(0).Targets["MGS_1"].Place.ShouldBe("test001");
        return cluster.DescribeFiles();
    }
}
