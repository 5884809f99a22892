using Scalewright.Agents;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Sdk.Tests.Agents;

/// <summary>The controller's side and the agent's side over the simulated network, in virtual time.</summary>
public class AgentsOverSimulationTests
{
    private readonly SimulationKernel _kernel = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedNode _node;

    public AgentsOverSimulationTests()
    {
        LinkModel link = new() { Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(10)) };
        _network = new SimulatedNetwork(_kernel, link);
        _node = new SimulatedNode(_kernel, _network, "n1");
    }

    [Fact]
    public void A_command_runs_and_its_result_comes_back_after_one_round_trip() => Run(async connection =>
    {
        TimeSpan start = _kernel.Elapsed;

        CommandResult result = await connection.RunAsync(new CommandRequest(["echo", "hello"]));

        result.ShouldBe(new CommandResult(0, "hello\n", "") { Node = "n1" });
        connection.BootId.ShouldBe("boot-1");
        (_kernel.Elapsed - start).ShouldBe(TimeSpan.FromMilliseconds(20));
    });

    [Fact]
    public void An_orderly_end_is_no_problem()
    {
        Run(connection => connection.PingAsync());

        _kernel.RunFor(TimeSpan.FromSeconds(1));
        _node.Ends.ShouldBe([null]);
    }

    private void Run(Func<AgentConnection, Task> story, Func<AgentConnectionOptions, AgentConnectionOptions>? change = null)
    {
        _node.Serve();
        _kernel.Run(async () =>
        {
            AgentConnectionOptions options = _node.Options("s1");
            await using AgentConnection connection = await AgentConnection.OpenAsync(_node.ConnectAsync, change?.Invoke(options) ?? options);
            await story(connection);
        });
    }
}
