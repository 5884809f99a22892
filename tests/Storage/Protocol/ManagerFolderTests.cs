using Scalewright.Journals;
using Scalewright.Storage.Managing.Book;

namespace Storage.Protocol.Tests;

public class ManagerFolderTests
{
    private const string Fqdn = "test000.localdomain";

    [Fact]
    public async Task A_manager_that_starts_again_knows_its_hosts_and_gives_up_those_that_do_not_come_back()
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        (int Hosts, int Heard, int Sessions) known = default;
        (string text, TimeSpan waited) = ("", TimeSpan.Zero);
        await provider.RunAsync(async token =>
        {
            ManagerOptions options = new() { Clock = provider.Clock, Folder = "/manager", Files = provider.Files, Chance = new Random(7), Password = "lustre" };
            await using (StorageManager first = await StorageManager.StartAsync(options, token))
            {
                await ServeAsync(first, provider.Clock);
            }

            await using StorageManager second = await StorageManager.StartAsync(options, token);
            known = second.Count();
            long start = provider.Clock.GetTimestamp();
            text = await FailureAsync(second);
            waited = provider.Clock.GetElapsedTime(start);
        });

        known.ShouldBe((1, 0, 0));
        text.ShouldContain($"{Fqdn} is not heard of");
        waited.ShouldBeLessThan(TimeSpan.FromSeconds(72));
    }

    [Theory]
    [InlineData("""{"format":"scalewright-storage-manager","version":2}""", "state-from-future")]
    [InlineData("""{"format":"scalewright-storage-cluster","version":1}""", "state-corrupt")]
    [InlineData("{\"format\":", "state-corrupt")]
    [InlineData(null, "state-corrupt")]
    public async Task A_folder_of_another_format_is_refused_and_stays_as_it_is(string? mark, string code)
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        StorageException? refusal = null;
        (string before, string after) = ("", "");
        await provider.RunAsync(async token =>
        {
            ManagerOptions options = new() { Clock = provider.Clock, Folder = "/manager", Files = provider.Files, Chance = new Random(7), Password = "lustre" };
            await (await StorageManager.StartAsync(options, token)).DisposeAsync();
            Contents(provider.Files).ShouldContain("format.json: {\"format\":\"scalewright-storage-manager\",\"version\":1}");
            provider.Files.Delete("/manager/format.json");
            if (mark is not null)
            {
                using IFile file = provider.Files.Open("/manager/format.json", FileOpening.Create);
                file.Append(Encoding.UTF8.GetBytes(mark));
            }

            before = Contents(provider.Files);
            refusal = await RefusalAsync(options);
            after = Contents(provider.Files);
        });

        refusal!.Code.Word.ShouldBe(code);
        after.ShouldBe(before);
    }

    [Theory]
    [InlineData("""{"hosts":[null]}""", "change 2 that lacks")]
    [InlineData("""{"hosts":[{"id":1}]}""", "change 2 that lacks")]
    [InlineData("""{"hosts":5}""", "change 2 that does not read")]
    [InlineData("""{"authority":"no certificate"}""", "an authority that cannot be used")]
    public async Task A_journal_that_makes_no_sense_is_refused(string change, string found)
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        StorageException? refusal = null;
        await provider.RunAsync(async token =>
        {
            ManagerOptions options = new() { Clock = provider.Clock, Folder = "/manager", Files = provider.Files, Chance = new Random(7), Password = "lustre" };
            await (await StorageManager.StartAsync(options, token)).DisposeAsync();
            DurableStoreOptions opening = new() { Holder = LocalFileSystem.DescribeHolder("0.1.0", "test"), Chance = new Random(1), Clock = provider.Clock };
            await using (DurableStore store = await DurableStore.OpenAsync(provider.Files, "/manager", new ManagerBook(), opening, token))
            {
                await store.AppendAsync(Encoding.UTF8.GetBytes(change), token);
            }

            refusal = await RefusalAsync(options);
        });

        refusal!.Code.ShouldBe(ProblemCode.StateCorrupt);
        refusal.Message.ShouldContain(found);
    }

    private static async Task<StorageException?> RefusalAsync(ManagerOptions options)
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

    private static string Contents(IFileSystem files) => string.Concat(files.List("/manager").Select(name =>
    {
        using IFile file = files.Open($"/manager/{name}", FileOpening.Read);
        byte[] content = new byte[file.Length];
        return $"{name}: {Encoding.UTF8.GetString(content[..file.Read(0, content)])}\n";
    }));

    // A server registers, is set up, runs for a minute and goes away.
    private static async Task ServeAsync(StorageManager manager, TimeProvider clock)
    {
        using HttpLine line = new(new Uri("http://localhost:8000/"), new ManagerHandler(manager), clock);
        using ServerIdentity identity = ServerIdentity.Create(Fqdn);
        await line.RegisterAsync(await manager.AddTokenAsync(1), identity.Introduce("test000", "3.0.1"), CancellationToken.None);
        using CancellationTokenSource stop = new();
        StorageAgent agent = new(new AgentOptions { Fqdn = Fqdn, Clock = clock }, line, [], new EchoActions());
        Task running = agent.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromMinutes(1), clock);
        stop.Cancel();
        await running;
    }

    private static async Task<string> FailureAsync(StorageManager manager)
    {
        try
        {
            await manager.AskAsync(Fqdn, "start_lnet", JsonElement.Parse("{}"));
            return "";
        }
        catch (StorageException refusal)
        {
            return refusal.Message;
        }
    }
}
