using System.Net;
using System.Net.Sockets;
using Scalewright.Experiments.Links;

namespace Experiments.Tests.Links;

/// <summary>Tests a relay on the loopback interface. Only early arrival is an error: a busy machine is late.</summary>
public class LinkRelayTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Theory, InlineData(true, 2), InlineData(false, 1)]
    public async Task The_relay_delays_each_direction_that_the_rule_covers(bool isSymmetric, int times)
    {
        await using EchoServer echo = new();
        TimeSpan delay = TimeSpan.FromMilliseconds(40);
        await using TcpRelay relay = TcpRelay.Start(new LinkImpairment(["a"], ["b"]) { Delay = delay, IsSymmetric = isSymmetric }, Anywhere, echo.EndPoint, seed: 1);
        using TcpClient client = new();
        await client.ConnectAsync(relay.EndPoint);
        NetworkStream stream = client.GetStream();

        for (int round = 0; round < 3; round++)
        {
            long start = TimeProvider.System.GetTimestamp();
            await stream.WriteAsync(new byte[] { (byte)round });
            byte[] answer = new byte[1];
            await stream.ReadExactlyAsync(answer);

            answer[0].ShouldBe((byte)round);
            TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThanOrEqualTo(times * delay);
        }

        client.Client.Shutdown(SocketShutdown.Send);
        (await stream.ReadAsync(new byte[1])).ShouldBe(0);
    }

    [Fact]
    public async Task The_relay_preserves_byte_order_and_limits_the_rate()
    {
        await using EchoServer echo = new();
        LinkImpairment rule = new(["a"], ["b"]) { Delay = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(5), MaxBytesPerSecond = 1_000_000, IsSymmetric = false };
        await using TcpRelay relay = TcpRelay.Start(rule, Anywhere, echo.EndPoint, seed: 1);
        using TcpClient client = new();
        await client.ConnectAsync(relay.EndPoint);
        byte[] sent = new byte[300_000];
        new Random(5).NextBytes(sent);
        byte[] received = new byte[sent.Length];

        long start = TimeProvider.System.GetTimestamp();
        Task writing = client.GetStream().WriteAsync(sent).AsTask();
        await client.GetStream().ReadExactlyAsync(received);
        await writing;

        received.ShouldBe(sent);
        // 300,000 bytes at 1,000,000 bytes a second.
        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.3));
        client.Client.Shutdown(SocketShutdown.Send);
    }

    [Fact]
    public async Task Connections_close_when_the_target_does_not_listen_or_the_relay_is_disposed()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        TcpRelay relay = TcpRelay.Start(new LinkImpairment(["a"], ["b"]) { Delay = TimeSpan.FromMinutes(10) }, Anywhere, (IPEndPoint)silent.LocalEndpoint, seed: 1);
        using TcpClient client = new();
        await client.ConnectAsync(relay.EndPoint);
        await client.GetStream().WriteAsync(new byte[1000]);

        await relay.DisposeAsync();

        (await EndsAsync(client)).ShouldBeTrue();
        using TcpListener gone = new(IPAddress.Loopback, 0);
        gone.Start();
        IPEndPoint nobody = (IPEndPoint)gone.LocalEndpoint;
        gone.Stop();
        await using TcpRelay other = TcpRelay.Start(new LinkImpairment(["a"], ["b"]), Anywhere, nobody, seed: 1);
        using TcpClient second = new();
        await second.ConnectAsync(other.EndPoint);
        (await EndsAsync(second)).ShouldBeTrue();
    }

    private static async Task<bool> EndsAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}

/// <summary>Echoes one connection until the client has sent everything.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public EchoServer()
    {
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _serving = ServeAsync();
    }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        // No further connection is expected.
        _listener.Dispose();
        try
        {
            await _serving;
        }
        catch (Exception ended) when (ended is SocketException or IOException or ObjectDisposedException)
        {
            // There was no connection, or it was closed.
        }
    }

    private async Task ServeAsync()
    {
        using Socket socket = await _listener.AcceptSocketAsync();
        await using NetworkStream stream = new(socket);
        await stream.CopyToAsync(stream);
        socket.Shutdown(SocketShutdown.Send);
    }
}
