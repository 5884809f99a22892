using Scalewright.Agents.Processes;

namespace Sdk.Tests.Agents;

public static class LocalAgent
{
    public static Task RunAsync(LocalProcesses programs, Func<AgentConnection, Task> story)
    {
        (DuplexStream near, DuplexStream far) = PipedStream.Pair();
        return RunAsync(programs, near, far, story);
    }

    private static async Task RunAsync(LocalProcesses programs, Stream near, Stream far, Func<AgentConnection, Task> story)
    {
        await using AgentHost host = new(new AgentHostOptions { Node = "n1", BootId = "b1" }, programs, new InMemoryFiles());
        Task<Problem?> serving = host.ServeAsync(far);
        AgentConnection connection = await AgentConnection.OpenAsync(near, new AgentConnectionOptions { Node = "n1", SessionId = "s1" });
        await using (connection)
        {
            await story(connection);
        }

        if (await serving is { } problem)
        {
            throw new InvalidOperationException(problem.ToString());
        }
    }
}
