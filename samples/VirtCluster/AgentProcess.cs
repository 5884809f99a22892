using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.XmlRpc;

namespace VirtCluster;

/// <summary>An agent of this program in a process of its own. It ends with this one, whatever happens.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private AgentProcess(string name, Process process, IPEndPoint address)
    {
        _process = process;
        Proxy = new XmlRpcClient(name, _http, new Uri($"http://{address}/"));
    }

    /// <summary>Calls the agent by dotted names.</summary>
    public XmlRpcClient Proxy { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <exception cref="AgentException">It did not answer in time.</exception>
    public static async Task<AgentProcess> StartAsync(string name, IPAddress address, string folder, CancellationToken cancellationToken)
    {
        int port = FreePort(address);
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardInput = true, UseShellExecute = false };
        string[] words =
        [
            .. Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "VirtCluster.dll")] : Array.Empty<string>(),
            "agent", "--host", address.ToString(), "--port", port.ToString(CultureInfo.InvariantCulture), "--pid-file", Path.Combine(folder, $"{name}.pid"), "--with-parent",
        ];
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        AgentProcess agent = new(name, Process.Start(start)!, new IPEndPoint(address, port));
        try
        {
            await agent.UntilAliveAsync(cancellationToken);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes its input, at which it ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task UntilAliveAsync(CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await Proxy.CallAsync("core.is_alive", [], cancellationToken);
                return;
            }
            catch (AgentException notYet) when (notYet.Code == ProblemCode.ConnectionLost && !_process.HasExited && TimeProvider.System.GetElapsedTime(start) < StartPatience)
            {
                await Task.Delay(LookPeriod, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static int FreePort(IPAddress address)
    {
        using TcpListener listener = new(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
