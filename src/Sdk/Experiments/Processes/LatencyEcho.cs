using System.Buffers.Binary;

namespace Scalewright.Experiments.Processes;

/// <summary>UDP echo server of a node, used by other nodes to measure latency.</summary>
internal sealed class LatencyEcho : IAsyncDisposable
{
    private const int DatagramBytes = sizeof(long);
    private const int MaxAttempts = 2;
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Task _echoing;

    public LatencyEcho(IPAddress address)
    {
        _socket.Bind(new IPEndPoint(address, 0));
        _echoing = EchoAsync();
    }

    /// <summary>Address of the server as <c>ADDRESS:PORT</c>.</summary>
    public string Address => _socket.LocalEndPoint!.ToString()!;

    /// <summary>Returns the round-trip time of a datagram to another node; null if the node does not respond.</summary>
    public static async Task<TimeSpan?> PingAsync(string target, TimeProvider clock, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(IPEndPoint.Parse(target), cancellationToken);
            for (int attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (await PingAsync(socket, clock, cancellationToken) is { } time)
                {
                    return time;
                }
            }
        }
        catch (SocketException)
        {
            // The node is unreachable.
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _echoing;
        _socket.Dispose();
        _end.Dispose();
    }

    private static async Task<TimeSpan?> PingAsync(Socket socket, TimeProvider clock, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(PingTimeout, clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        // Each datagram is unique, so a late response does not match the next request.
        byte[] request = new byte[DatagramBytes];
        long start = clock.GetTimestamp();
        BinaryPrimitives.WriteInt64BigEndian(request, start);
        try
        {
            await socket.SendAsync(request, SocketFlags.None, both.Token);
            await ReceiveAsync(socket, request, both.Token);
            return clock.GetElapsedTime(start);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // Skips responses to earlier requests.
    private static async Task ReceiveAsync(Socket socket, byte[] request, CancellationToken cancellationToken)
    {
        byte[] response = new byte[DatagramBytes];
        int count;
        do
        {
            count = await socket.ReceiveAsync(response, SocketFlags.None, cancellationToken);
        } while (count != DatagramBytes || !response.AsSpan().SequenceEqual(request));
    }

    private async Task EchoAsync()
    {
        byte[] buffer = new byte[DatagramBytes];
        while (!_end.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(
                    buffer,
                    SocketFlags.None,
                    new IPEndPoint(IPAddress.Any, 0),
                    _end.Token
                );
                await _socket.SendToAsync(
                    buffer.AsMemory(0, received.ReceivedBytes),
                    SocketFlags.None,
                    received.RemoteEndPoint,
                    _end.Token
                );
            }
            catch (SocketException)
            {
                // The sender is unreachable, or its datagram is too long.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
