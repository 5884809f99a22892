using System.Text.Json;
using Scalewright.Providers.Simulation;
using Scalewright.Storage;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Managing;

namespace Storage.Protocol.Tests;

/// <summary>A manager whose state is on the simulation's disk, in virtual time.</summary>
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
            ManagerOptions options = new() { Clock = provider.Clock, Folder = "/manager", Files = provider.Files, Chance = new Random(7) };
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
