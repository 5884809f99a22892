using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.Services;
using Scalewright.Hosting;
using Scalewright.Providers.Simulation;

namespace Hosting.Tests;

public class AgentLoggerProviderTests
{
    [Fact]
    public async Task Log_entries_of_a_service_reach_followers_of_its_agent_log()
    {
        ServiceSet services = ServiceSet.Empty.Add<IClerk>(context => new Clerk(
            LoggerFactory.Create(logging => logging.AddProvider(new AgentLoggerProvider(context.Log)).SetMinimumLevel(LogLevel.Debug))
        ));
        await using SimulationProvider provider = new()
        {
            Seed = 1,
            Options = new SimulationOptions { Services = services },
        };
        List<AgentLogLine> lines = [];
        await provider.RunAsync(async token =>
        {
            Topology office = Topology.Create("office").AddProfile(Profile.Create("n").WithCount(1).Build()).Build();
            await using Cluster cluster = await Cluster.Create(office).UseProvider(provider).ProvisionAsync(token);
            IClerk clerk = await cluster.Nodes[0].GetServiceAsync<IClerk>(token);
            IAgentLog log = await cluster.Nodes[0].GetServiceAsync<IAgentLog>(token);

            await clerk.FileAsync("a\u001bb", token);

            await foreach (AgentLogLine line in log.FollowAsync(null, 0, token))
            {
                lines.Add(line);
                if (line.Level == 50)
                {
                    break;
                }
            }
        });

        // Source of the levels: the documentation of Python's logging.
        lines
            .Where(line => line.Logger == "Hosting.Tests.Clerk")
            .Select(line => (line.Level, line.Message))
            .ShouldBe([
                (10, "looks for a\u001bb"),
                (20, "a\u001bb"),
                (30, "the drawer is full"),
                (40, "a\u001bb is on the floor"),
                (50, "fire"),
            ]);
        lines.Single(line => line.Level == 40).Exception.ShouldBe("System.IO.IOException: no room");
    }
}
