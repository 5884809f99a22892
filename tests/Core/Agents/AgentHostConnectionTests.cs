using Scalewright.Agents.Processes;

namespace Sdk.Tests.Agents;

public class AgentHostConnectionTests
{
    [LinuxFact]
    public async Task An_agent_in_this_process_serves_commands_until_its_connection_is_disposed()
    {
        AgentHost agent = CreateAgent();
        await using (
            AgentHostConnection connection = await AgentHostConnection.OpenAsync(
                agent,
                new AgentConnectionOptions { Node = "n-1", SessionId = "s-1" }
            )
        )
        {
            (connection.Node, connection.BootId).ShouldBe(("n-1", "b-1"));
            (await connection.RunAsync(new CommandRequest(["echo", "hello"]))).Output.ShouldBe("hello\n");
        }

        await Should.ThrowAsync<ObjectDisposedException>(() => agent.ServeAsync(Stream.Null));
    }

    [Fact]
    public async Task An_agent_of_another_node_is_rejected_and_ended()
    {
        AgentHost agent = CreateAgent();

        AgentException exception = await Should.ThrowAsync<AgentException>(() =>
            AgentHostConnection.OpenAsync(agent, new AgentConnectionOptions { Node = "n-2", SessionId = "s-1" })
        );

        exception.Code.ShouldBe(ProblemCode.AgentMismatch);
        await Should.ThrowAsync<ObjectDisposedException>(() => agent.ServeAsync(Stream.Null));
    }

    [Fact]
    public async Task Data_that_is_written_to_one_end_of_a_pair_is_read_from_the_other()
    {
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        byte[] buffer = new byte[4];

        await client.WriteAsync(new byte[] { 1, 2, 3, 4, 5 });
        await server.WriteAsync(new byte[] { 9 });
        (await server.ReadAsync(buffer)).ShouldBe(4);
        buffer.ShouldBe([1, 2, 3, 4]);
        (await server.ReadAsync(buffer)).ShouldBe(1);
        (await client.ReadAsync(buffer)).ShouldBe(1);
        buffer[0].ShouldBe((byte)9);
        await client.DisposeAsync();

        (await server.ReadAsync(buffer)).ShouldBe(0);
        await Should.ThrowAsync<IOException>(async () => await server.WriteAsync(buffer));
    }

    private static AgentHost CreateAgent() =>
        new(new AgentHostOptions { Node = "n-1", BootId = "b-1" }, new LocalProcesses(new LocalProcessesOptions()), new LocalFiles());
}
