using System.Buffers;
using Scalewright.Journals;
using Scalewright.Providers.Simulation.Models;

namespace Storage.Tests;

public sealed class StateFolderTests : IDisposable
{
    private static readonly StorageClusterSpec Small = new()
    {
        ServerCount = 2,
        ServersPerCluster = 2,
        WorkerCount = 0,
    };
    private readonly TemporaryFolder _folder = new();

    private StorageClusterOptions Options => new() { Folder = _folder.At("state") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reopened_cluster_has_the_same_state()
    {
        ValueMap<string> before = await ChangedAsync();

        await using StorageCluster again = await StorageCluster.OpenAsync(Options);

        again.DescribeFiles().ShouldBe(before);
    }

    [Fact]
    public async Task A_folder_with_a_cluster_rejects_a_second_one()
    {
        await ChangedAsync();

        StorageException exception = await Should.ThrowAsync<StorageException>(() => StorageCluster.CreateAsync(Small, Options));

        exception.Code.ShouldBe(ProblemCode.ClusterExists);
    }

    [Fact]
    public async Task A_folder_is_usable_again_after_a_failed_setup()
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        await provider.RunAsync(async token =>
        {
            StorageClusterOptions options = new()
            {
                Folder = "/state",
                Files = provider.FileSystem,
                Clock = provider.Clock,
            };
            StorageClusterSpec large = new()
            {
                ServerCount = 100,
                ServersPerCluster = 2,
                WorkerCount = 0,
            };
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
    public async Task Opening_a_folder_without_a_cluster_fails() =>
        (await Should.ThrowAsync<StorageException>(() => StorageCluster.OpenAsync(Options))).Code.ShouldBe(ProblemCode.ClusterNotFound);

    [Fact]
    public async Task State_of_another_kind_is_rejected()
    {
        await using (
            DurableStore store = await DurableStore.OpenAsync(
                LocalFileSystem.Create(),
                Options.Folder!,
                new OtherState(),
                new DurableStoreOptions { LockHolder = LocalFileSystem.CreateLockHolder("0.1.0", "test"), Random = new Random(1) }
            )
        )
        {
            await store.AppendAsync("{\"name\":\"other\"}"u8.ToArray());
        }

        (await Should.ThrowAsync<StorageException>(() => StorageCluster.OpenAsync(Options))).Code.ShouldBe(ProblemCode.StateCorrupt);
    }

    [Fact]
    public async Task The_folder_records_its_format_and_version()
    {
        await ChangedAsync();

        string mark = await File.ReadAllTextAsync(_folder.At("state", "format.json"));

        mark.ShouldBe("{\"format\":\"scalewright-storage-cluster\",\"version\":1}\n");
    }

    [Theory]
    [InlineData(
        """{"format":"scalewright-storage-cluster","version":2}""",
        "unsupported-state-version",
        "version 2; this program reads up to 1"
    )]
    [InlineData("""{"format":"scalewright-storage-manager","version":1}""", "state-corrupt", "holds 'scalewright-storage-manager'")]
    [InlineData("""{"format":"scalewright-storage-cluster","version":0}""", "state-corrupt", "does not say 'format' and 'version'")]
    [InlineData("""{"format":"scalewright-storage-cluster","version":"1"}""", "state-corrupt", "does not say")]
    [InlineData("""{"format":"scalewright-storage-cluster","ver""", "state-corrupt", "does not say")]
    [InlineData("[]", "state-corrupt", "does not say")]
    [InlineData("", "state-corrupt", "does not say")]
    public async Task Another_format_or_version_is_rejected_and_the_folder_is_unchanged(string mark, string code, string found)
    {
        await ChangedAsync();
        await File.WriteAllTextAsync(_folder.At("state", "format.json"), mark);
        Dictionary<string, string> before = Content();

        StorageException opening = await Should.ThrowAsync<StorageException>(() => StorageCluster.OpenAsync(Options));
        StorageException creating = await Should.ThrowAsync<StorageException>(() => StorageCluster.CreateAsync(Small, Options));

        (opening.Code.Name, creating.Code.Name).ShouldBe((code, code));
        opening.Message.ShouldContain(found);
        Content().ShouldBe(before);
    }

    // The folder of a reference simulator, or an unrelated folder.
    [Theory, InlineData("simulator.json"), InlineData("journal.log"), InlineData("thesis.tex")]
    public async Task A_folder_with_other_files_is_rejected_and_left_unchanged(string name)
    {
        _folder.Write($"state/{name}", "{}");

        StorageException opening = await Should.ThrowAsync<StorageException>(() => StorageCluster.OpenAsync(Options));
        StorageException creating = await Should.ThrowAsync<StorageException>(() => StorageCluster.CreateAsync(Small, Options));

        opening.Message.ShouldContain($"has no format.json, and holds {name}");
        creating.Message.ShouldContain(name);
        Content().ShouldBe(new Dictionary<string, string> { [name] = "{}" });
    }

    [Fact]
    public async Task Opening_a_missing_folder_does_not_create_it()
    {
        await Should.ThrowAsync<StorageException>(() => StorageCluster.OpenAsync(Options));

        Directory.Exists(_folder.At("state")).ShouldBeFalse();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("""{"servers":[null]}""")]
    [InlineData("""{"servers":[{"layout":{"name":{"node":null},"index":1,"cluster":0,"interfaces":[]},"interfaces":[]}]}""")]
    [InlineData("""{"outlets":[{"unit":"pdu000"}]}""")]
    [InlineData("""{"volumes":"none"}""")]
    public async Task An_invalid_journal_change_is_rejected_with_its_number(string change)
    {
        await ChangedAsync();
        long last;
        await using (
            DurableStore store = await DurableStore.OpenAsync(
                LocalFileSystem.Create(),
                Options.Folder!,
                new OtherState(),
                new DurableStoreOptions { LockHolder = LocalFileSystem.CreateLockHolder("0.1.0", "test"), Random = new Random(1) }
            )
        )
        {
            last = await store.AppendAsync(System.Text.Encoding.UTF8.GetBytes(change));
        }

        StorageException exception = await Should.ThrowAsync<StorageException>(() => StorageCluster.OpenAsync(Options));

        exception.Code.ShouldBe(ProblemCode.StateCorrupt);
        exception.Message.ShouldContain($"contains change {last} ");
    }

    private Dictionary<string, string> Content() =>
        Directory.GetFiles(_folder.At("state")).ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);

    [Fact]
    public async Task A_truncated_journal_restores_the_cluster_or_reports_an_error()
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
        await cluster.Power.SwitchAsync("pdu000", "1", isOn: false, LifecycleTiming.Immediate);
        cluster.Availability.GetState(0).Targets["MGS_1"].CurrentNode.ShouldBe("test001");
        return cluster.DescribeFiles();
    }
}

internal sealed class OtherState : IDurableState
{
    public void Restore(ReadOnlyMemory<byte> content)
    {
        // Nothing is stored.
    }

    public void Apply(in JournalRecord record)
    {
        // Nothing is stored.
    }

    public void WriteTo(IBufferWriter<byte> output) => output.Write("{}"u8);
}
