using Scalewright.Journals;
using StorageSample.Managing.Records;

namespace Storage.Protocol.Tests;

public class ManagerFolderTests
{
    private const string Fqdn = "test000.localdomain";

    [Fact]
    public async Task A_restarted_manager_knows_its_hosts_and_fails_actions_on_those_out_of_contact()
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        (int Hosts, int Connected, int Sessions) known = default;
        (string text, TimeSpan waited) = ("", TimeSpan.Zero);
        await provider.RunAsync(async token =>
        {
            StorageManagerOptions options = new()
            {
                Clock = provider.Clock,
                Folder = "/manager",
                Files = provider.FileSystem,
                Random = new Random(7),
                Password = "lustre",
            };
            await using (StorageManager first = await StorageManager.StartAsync(options, token))
            {
                await ServeAsync(first, provider.Clock);
            }

            await using StorageManager second = await StorageManager.StartAsync(options, token);
            known = second.GetCounts();
            long start = provider.Clock.GetTimestamp();
            text = await FailureAsync(second);
            waited = provider.Clock.GetElapsedTime(start);
        });

        known.ShouldBe((1, 0, 0));
        text.ShouldContain($"{Fqdn} is out of contact");
        waited.ShouldBeLessThan(TimeSpan.FromSeconds(72));
    }

    [Theory]
    [InlineData("""{"format":"scalewright-storage-manager","version":2}""", "unsupported-state-version")]
    [InlineData("""{"format":"scalewright-storage-cluster","version":1}""", "state-corrupt")]
    [InlineData("{\"format\":", "state-corrupt")]
    [InlineData(null, "state-corrupt")]
    public async Task A_folder_of_another_format_is_rejected_and_left_unchanged(string? mark, string code)
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        StorageException? refusal = null;
        (string before, string after) = ("", "");
        await provider.RunAsync(async token =>
        {
            StorageManagerOptions options = new()
            {
                Clock = provider.Clock,
                Folder = "/manager",
                Files = provider.FileSystem,
                Random = new Random(7),
                Password = "lustre",
            };
            await (await StorageManager.StartAsync(options, token)).DisposeAsync();
            Contents(provider.FileSystem).ShouldContain("format.json: {\"format\":\"scalewright-storage-manager\",\"version\":1}");
            provider.FileSystem.Delete("/manager/format.json");
            if (mark is not null)
            {
                using IFile file = provider.FileSystem.Open("/manager/format.json", FileOpenMode.CreateNew);
                file.Append(Encoding.UTF8.GetBytes(mark));
            }

            before = Contents(provider.FileSystem);
            refusal = await RefusalAsync(options);
            after = Contents(provider.FileSystem);
        });

        refusal!.Code.Name.ShouldBe(code);
        after.ShouldBe(before);
    }

    [Theory]
    [InlineData("""{"hosts":[null]}""", "change 2 with missing required fields")]
    [InlineData("""{"hosts":[{"id":1}]}""", "change 2 with missing required fields")]
    [InlineData("""{"hosts":5}""", "change 2 that cannot be read")]
    [InlineData("""{"authority":"no certificate"}""", "an authority that cannot be used")]
    public async Task An_invalid_journal_is_rejected(string change, string found)
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        StorageException? refusal = null;
        await provider.RunAsync(async token =>
        {
            StorageManagerOptions options = new()
            {
                Clock = provider.Clock,
                Folder = "/manager",
                Files = provider.FileSystem,
                Random = new Random(7),
                Password = "lustre",
            };
            await (await StorageManager.StartAsync(options, token)).DisposeAsync();
            DurableStoreOptions opening = new()
            {
                LockHolder = LocalFileSystem.CreateLockHolder("0.1.0", "test"),
                Random = new Random(1),
                Clock = provider.Clock,
            };
            await using (
                DurableStore store = await DurableStore.OpenAsync(provider.FileSystem, "/manager", new ManagerStore(), opening, token)
            )
            {
                await store.AppendAsync(Encoding.UTF8.GetBytes(change), token);
            }

            refusal = await RefusalAsync(options);
        });

        refusal!.Code.ShouldBe(ProblemCode.StateCorrupt);
        refusal.Message.ShouldContain(found);
    }

    private static async Task<StorageException?> RefusalAsync(StorageManagerOptions options)
    {
        try
        {
            await using StorageManager manager = await StorageManager.StartAsync(options);
            return null;
        }
        catch (StorageException refusal)
        {
            return refusal;
        }
    }

    private static string Contents(IFileSystem files) =>
        string.Concat(
            files
                .List("/manager")
                .Select(name =>
                {
                    using IFile file = files.Open($"/manager/{name}", FileOpenMode.Read);
                    byte[] content = new byte[file.Length];
                    return $"{name}: {Encoding.UTF8.GetString(content[..file.Read(0, content)])}\n";
                })
        );

    // A server registers, runs for a minute and stops.
    private static async Task ServeAsync(StorageManager manager, TimeProvider clock)
    {
        using HttpManagerChannel line = new(new Uri("http://localhost:8000/"), new ManagerHandler(manager), clock);
        using ServerIdentity identity = ServerIdentity.Create(Fqdn);
        await line.RegisterAsync(
            await manager.CreateRegistrationTokenAsync(1),
            identity.CreateRegistration("test000", "3.0.1"),
            CancellationToken.None
        );
        using CancellationTokenSource stop = new();
        StorageAgent agent = new(new StorageAgentOptions { Fqdn = Fqdn, Clock = clock }, line, [], new EchoActions());
        Task running = agent.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromMinutes(1), clock);
        stop.Cancel();
        await running;
    }

    private static async Task<string> FailureAsync(StorageManager manager)
    {
        try
        {
            await manager.RunActionAsync(Fqdn, "start_lnet", JsonElement.Parse("{}"));
            return "";
        }
        catch (StorageException refusal)
        {
            return refusal.Message;
        }
    }
}
