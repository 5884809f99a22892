using System.Net;
using System.Net.Sockets;
using Scalewright.Agents;
using Scalewright.Agents.Processes;
using Scalewright.Agents.Services;

namespace Benchmarks.Calls;

/// <summary>Runs an agent on a port of this machine. Prints the port and exits at the end of its input.</summary>
internal static class CallHost
{
    public const string Node = "n1";

    public static async Task<int> RunAsync()
    {
        await using AgentHost agent = new(
            new AgentHostOptions
            {
                Node = Node,
                BootId = "benchmark",
                Services = ServiceSet.Empty.Add<IEcho>(_ => new Echo()),
            },
            new LocalProcesses(new LocalProcessesOptions()),
            new LocalFiles()
        );
        _ = ServeAsync(agent);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task ServeAsync(AgentHost agent)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        while (true)
        {
            Socket socket = await listener.AcceptSocketAsync();
            socket.NoDelay = true;
            _ = agent.ServeAsync(new NetworkStream(socket, ownsSocket: true), CancellationToken.None);
        }
    }
}
