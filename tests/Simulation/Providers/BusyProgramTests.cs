namespace Simulation.Tests.Providers;

public class BusyProgramTests
{
    private const int Nodes = 20;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly LinkModel Lossy = new() { Latency = DurationModel.LogNormal(TimeSpan.FromMilliseconds(20), 0.5), Loss = 0.05 };

    private static readonly SimulationOptions Options = new()
    {
        IsTraceHashEnabled = true,
        Link = Lossy,
        Faults = FaultSchedule
            .Empty.Add(35 * Second, new ResetStreams("controller", "node-1"))
            .Add(36 * Second, new IsolateHost("node-2") { Duration = 20 * Second })
            .Add(37 * Second, new FreezeNode("node-3") { Duration = 5 * Second })
            .Add(38 * Second, new RestartNode("node-4"))
            .Add(39 * Second, new CrashNode("node-5"))
            .Add(40 * Second, new CrashAgent("node-6") { Duration = 3 * Second })
            .Add(41 * Second, new RemoveResource("node-7")),
    };

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(1), InlineData(2), InlineData(3)]
    public async Task INV_6_runs_with_agents_and_faults_are_reproducible(long seed)
    {
        (TraceHash Hash, string Results) first = await RunAsync(seed);

        for (int repeat = 0; repeat < 5; repeat++)
        {
            (await RunAsync(seed)).ShouldBe(first);
        }

        first.Results.Split('\n').Count(line => line.EndsWith(" 0", StringComparison.Ordinal)).ShouldBeInRange(Nodes - 5, Nodes - 2);
    }

    private static async Task<(TraceHash Hash, string Results)> RunAsync(long seed)
    {
        await using SimulationProvider provider = new() { Seed = seed, Options = Options };
        string[] results = [];
        await provider.RunAsync(async () =>
        {
            await provider.ApplyAllAsync(Orders.CreateNodes(Nodes));
            ValueList<Resource> ready = await provider.ObserveWhenAsync(all => all.All(one => one.State == ResourceState.Ready));
            results = await Task.WhenAll(ready.Select(node => WorkAsync(provider, node)));
        });
        return (provider.TraceHash, string.Join('\n', results));
    }

    private static async Task<string> WorkAsync(SimulationProvider provider, Resource node)
    {
        try
        {
            await using INodeConnection connection = await provider.ConnectAsync(node);
            await connection.PutFileAsync("/srv/input", new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 100_000))));
            CommandResult slept = await connection.RunAsync(new CommandRequest(["sleep", "15"]));
            CommandResult said = await connection.RunAsync(new CommandRequest(["cat", "/srv/input"]));
            return $"{node.Tag.Name} {said.Output.Length} {slept.ExitCode}";
        }
        catch (AgentException failure)
        {
            return $"{node.Tag.Name} {failure.Code} after {provider.Elapsed}";
        }
    }
}
