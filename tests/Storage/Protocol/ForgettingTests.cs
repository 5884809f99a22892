namespace Storage.Protocol.Tests;

public class ForgettingTests
{
    private const string First = "test000.localdomain";

    [Fact]
    public async Task A_server_registers_again_only_after_its_deregistration_completes()
    {
        await using StorageCluster cluster = await StorageCluster.CreateAsync(new StorageClusterSpec { ServerCount = 1, WorkerCount = 0 });
        await cluster.Servers.RegisterAsync(First);
        CountingLine line = new();
        Task registering = Task.CompletedTask;
        int before = -1;
        AgentFleet fleet = null!;
        fleet = new AgentFleet(cluster, _ => line)
        {
            OnDeregistered = fqdn =>
            {
                registering = RegisterAsync(fleet, fqdn);
                before = line.Registrations;
            },
        };

        await cluster.Servers.DeregisterAsync(First, cluster.Servers.FindRun(First), CancellationToken.None);
        await registering;

        (before, line.Registrations, cluster.Servers.Get(First).IsRegistered).ShouldBe((0, 1, true));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_deregistration_callback_runs_after_the_change_is_saved_and_without_holding_a_lock(bool isRemoved)
    {
        using TemporaryFolder folder = new();
        await using StorageCluster cluster = await StorageCluster.CreateAsync(
            new StorageClusterSpec { ServerCount = 1, WorkerCount = 0 },
            new StorageClusterOptions { Folder = folder.At("state") }
        );
        await cluster.Servers.RegisterAsync(First);
        string journal = "";
        Task<int>? looking = null;
        _ = new AgentFleet(cluster, _ => new CountingLine())
        {
            OnDeregistered = _ =>
            {
                journal = File.ReadAllText(folder.At("state/journal.log"));

                // Another thread reads the cluster. It would block forever if the callback ran under a lock.
                looking = Task.Run(() => cluster.Servers.All.Count);
                looking.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            },
        };

        await (
            isRemoved
                ? cluster.Servers.RemoveAsync(First)
                : cluster.Servers.DeregisterAsync(First, cluster.Servers.FindRun(First), CancellationToken.None)
        );

        (await looking!).ShouldBe(isRemoved ? 0 : 1);
        journal.ShouldContain(isRemoved ? "gone_servers" : "\"is_registered\":false");
    }

    private static async Task RegisterAsync(AgentFleet fleet, string fqdn)
    {
        using ServerIdentity identity = ServerIdentity.Create(fqdn);
        await fleet.RegisterAsync(fqdn, "secret", identity);
    }

    private sealed class CountingLine : IManagerChannel
    {
        public int Registrations { get; private set; }

        public Task<RegistrationResponse> RegisterAsync(string secret, Registration registration, CancellationToken cancellationToken)
        {
            Registrations++;
            return Task.FromResult(new RegistrationResponse(1, 1, ""));
        }

        public Task PostAsync(string fqdn, MessagePost post, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<AgentMessage>> GetAsync(string fqdn, AgentInstance instance, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AgentMessage>>([]);
    }
}
