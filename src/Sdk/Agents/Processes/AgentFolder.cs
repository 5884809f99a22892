using System.Net.Sockets;

namespace Scalewright.Agents.Processes;

/// <summary>The private folder of an agent on its machine: its socket, its number and what it wrote last.</summary>
internal sealed class AgentFolder(string path)
{
    public string Path => path;

    public string Socket => System.IO.Path.Combine(path, "agent");

    public string Log => System.IO.Path.Combine(path, "agent.log");

    /// <summary>Held by the agent that runs: there is one at most.</summary>
    public string Lock => System.IO.Path.Combine(path, "agent.lock");

    /// <summary>Connects to the agent.</summary>
    /// <returns>Null when none listens.</returns>
    public async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
