using Scalewright.Agents.Services;
using Scalewright.Testing;

namespace AcmeSpace.Tests;

public class MyShopStoreTests
{
    private const string Folder = "/state";
    private const string NodeName = "store-1";

    // Each seed has its own instance, which remains when a fault kills the program.
    private int _storedCount;

    /// <summary>Runs the service on each simulated node.</summary>
    public static SimulationOptions Options { get; } = new()
    {
        Services = ServiceSet.Empty.Add<IMyShopStore>(context => new MyShopStore(context)),
    };

    /// <summary>Faults that the service must survive. It would not survive the loss of its only node.</summary>
    public static FaultGenerator Faults { get; } = new()
    {
        Nodes = [NodeName],
        Kinds =
        [
            new FaultKind("restart", (_, time) => new RestartNode(NodeName) { Duration = time }),
            new FaultKind("agent", (_, time) => new CrashAgent(NodeName) { Duration = time }),
            new FaultKind("link", (_, time) => new CutLink("controller", NodeName) { Duration = time }),
            new FaultKind("program", (_, _) => new KillController()),
        ],
    };

    /// <summary>Stores a value every five seconds, under different faults for each seed.</summary>
    [SimulationFact(
        SeedCount = 100, OptionsMember = nameof(Options), FaultsMember = nameof(Faults), CheckMethod = nameof(All_stored_values_exist))]
    public async Task Stored_values_survive_faults(SimulationProvider provider, CancellationToken cancellationToken)
    {
        Profile group = Profile.Create("store").WithHostnamePrefix("store").WithCount(1).Build();
        Topology topology = Topology.Create("demo").AddProfile(group).Build();
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).WithState(Folder).ProvisionAsync(cancellationToken);
        while (_storedCount < 120)
        {
            try
            {
                await using IMyShopStore store = await cluster.Nodes[NodeName].GetServiceAsync<IMyShopStore>(cancellationToken);
                await store.PutAsync($"key {_storedCount}", $"value {_storedCount}", cancellationToken);
                _storedCount++;
            }
            catch (AgentException)
            {
                // The node does not respond now. The next attempt stores the same value.
            }

            await Task.Delay(TimeSpan.FromSeconds(5), provider.Clock, cancellationToken);
        }
    }

    /// <summary>Checks the values after all faults are reverted.</summary>
    private async Task All_stored_values_exist(SimulationProvider provider, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMinutes(2), provider.Clock, cancellationToken); // The node may still boot.
        await using Cluster cluster = await Cluster.OpenAsync(Folder, provider, cancellationToken);
        await using IMyShopStore store = await cluster.Nodes[NodeName].GetServiceAsync<IMyShopStore>(cancellationToken);
        for (int number = 0; number < _storedCount; number++)
        {
            Assert.Equal($"value {number}", await store.GetAsync($"key {number}", cancellationToken));
        }
    }
}
