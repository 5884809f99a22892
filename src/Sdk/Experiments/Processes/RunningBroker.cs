using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Scalewright.Agents;

namespace Scalewright.Experiments.Processes;

/// <summary>A broker that takes workers until it is disposed.</summary>
internal sealed class RunningBroker : IAsyncDisposable
{
    private readonly AgentHost _host;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    public RunningBroker(StreamBroker broker, LoadMaker load, AgentHost host, TcpListener listener)
    {
        (Broker, Load, _host, _listener) = (broker, load, host, listener);
        _accepting = AcceptAsync(_ending.Token);
    }

    public StreamBroker Broker { get; }

    public LoadMaker Load { get; }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        await _ending.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await _host.DisposeAsync();
        _ending.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The agent has the stream from then on.")]
    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(cancellationToken);
                socket.NoDelay = true;

                // What ends a connection is its own result; the broker goes on.
                _ = _host.ServeAsync(new NetworkStream(socket, ownsSocket: true), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
