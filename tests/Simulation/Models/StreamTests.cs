using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;

namespace Simulation.Tests.Models;

public class StreamTests
{
    private const int Port = 22;

    private static readonly LinkModel Awful = new()
    {
        Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(300)),
        Jitter = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(100)),
        MaxBytesPerSecond = 8_000,
        Loss = 0.1,
        Duplication = 0.1,
        Reordering = 0.1,
    };

    private readonly SimulationKernel _kernel = new();

    [Fact]
    public void F_NET_07_bytes_arrive_complete_and_in_order_over_a_poor_link()
    {
        byte[] sent = Bytes(200_000);

        byte[] received = Transfer(_kernel, Awful, new SimulatedNetworkOptions { SegmentBytes = 1_000 }, sent);

        received.ShouldBe(sent);
        // 200,000 bytes at 8,000 bytes per second take 25 s; about a tenth is retransmitted.
        _kernel.Elapsed.TotalSeconds.ShouldBeInRange(25, 60);
    }

    [Fact]
    public void F_NET_07_a_lost_segment_waits_only_for_the_segment_in_transit()
    {
        List<TimeSpan> arrivals = [];

        Transfer(_kernel, Awful with { Jitter = DurationModel.Zero, Loss = 0.05 }, new SimulatedNetworkOptions(), Bytes(400_000), () =>
            arrivals.Add(_kernel.Elapsed)
        );

        // A segment of 16 KiB takes 2.05 s. The gap covers a segment in transit, two transmissions of the lost one, the
        // retransmission timeouts of 0.2 and 0.4 s, latency and reordering. The unsent data would take 32 s.
        arrivals.Zip(arrivals.Skip(1), (before, after) => (after - before).TotalSeconds).Max().ShouldBeLessThan(10);
    }

    [Fact]
    public void F_NET_07_unsent_data_of_a_broken_stream_does_not_delay_other_streams()
    {
        SimulatedNetwork network = new(_kernel, Awful with { Loss = 0, Jitter = DurationModel.Zero });
        using NetworkListener listener = network.Listen("b", Port);
        TimeSpan broken = default;

        _kernel.Run(async () =>
        {
            SimulatedStream first = await network.ConnectAsync("a", "b", Port);
            await first.WriteAsync(Bytes(200_000));
            network.Reset("a", "b");
            broken = _kernel.Elapsed;
            await network.ConnectAsync("a", "b", Port);
        });

        // The segment in transit takes 2.05 s and a round trip 0.6 s; 200,000 bytes would take 25 s.
        (_kernel.Elapsed - broken).TotalSeconds.ShouldBeInRange(0.6, 3.5);
    }

    [Fact]
    public void Streams_transfer_bytes_unchanged_for_any_loss_and_any_sizes() =>
        Prop.ForAll<int, byte, ushort>(
                (seed, loss, size) =>
                {
                    SimulationKernel kernel = new(new KernelOptions { Seed = seed });
                    LinkModel link = Awful with { Loss = loss % 80 / 100.0, MaxBytesPerSecond = null };
                    byte[] sent = Bytes(size);
                    SimulatedNetworkOptions options = new()
                    {
                        SegmentBytes = 1 + (size % 977),
                        WindowBytes = 1 + (size % 5_000),
                        RetransmissionTimeout = TimeSpan.FromDays(9),
                        ConnectTimeout = TimeSpan.FromDays(9),
                    };
                    return Transfer(kernel, link, options, sent).AsSpan().SequenceEqual(sent);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Connecting_to_a_port_without_a_listener_is_refused_after_one_round_trip()
    {
        SimulatedNetwork network = new(_kernel, Latency(50));

        SocketException refused = Should.Throw<SocketException>(() => _kernel.Run(() => network.ConnectAsync("a", "b", Port)));

        refused.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        _kernel.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Connecting_to_a_host_that_is_down_times_out()
    {
        SimulatedNetwork network = new(_kernel, Latency(50));
        network.Crash("b");

        SocketException silent = Should.Throw<SocketException>(() => _kernel.Run(() => network.ConnectAsync("a", "b", Port)));

        silent.SocketErrorCode.ShouldBe(SocketError.TimedOut);
        _kernel.Elapsed.TotalSeconds.ShouldBeInRange(127, 260);
    }

    /// <summary>Retransmissions are two days apart in the end: about 100 in 200 days, and less than 42 before.</summary>
    [Theory]
    [InlineData("00:00:00.0000001")]
    [InlineData("00:15:00")]
    [InlineData("1.00:00:00")]
    public void The_retransmission_delay_doubles_until_its_maximum(string initialDelay)
    {
        SimulatedNetworkOptions options = new()
        {
            InitialRetransmissionDelay = TimeSpan.Parse(initialDelay, CultureInfo.InvariantCulture),
            MaxRetransmissionDelay = TimeSpan.FromDays(2),
            ConnectTimeout = TimeSpan.FromDays(200),
        };
        SimulatedNetwork network = new(_kernel, Latency(50), options);
        network.Crash("b");

        SocketException silent = Should.Throw<SocketException>(() => _kernel.Run(() => network.ConnectAsync("a", "b", Port)));

        silent.SocketErrorCode.ShouldBe(SocketError.TimedOut);
        _kernel.Elapsed.TotalDays.ShouldBeInRange(200, 203);
        // A retransmission takes two steps: its departure and its arrival.
        _kernel.Steps.ShouldBeInRange(200, 300);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_retransmission_delay_that_is_not_above_zero_is_rejected(long ticks)
    {
        TimeSpan delay = new(ticks);

        Should
            .Throw<ArgumentOutOfRangeException>(() =>
                new SimulatedNetwork(_kernel, options: new SimulatedNetworkOptions { InitialRetransmissionDelay = delay })
            )
            .ParamName.ShouldBe("InitialRetransmissionDelay");
        Should
            .Throw<ArgumentOutOfRangeException>(() =>
                new SimulatedNetwork(_kernel, options: new SimulatedNetworkOptions { MaxRetransmissionDelay = delay })
            )
            .ParamName.ShouldBe("MaxRetransmissionDelay");
    }

    [Fact]
    public void Connecting_can_be_canceled()
    {
        SimulatedNetwork network = new(_kernel, Latency(50));
        network.Crash("b");
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(5), _kernel.Clock);

        Should.Throw<OperationCanceledException>(() => _kernel.Run(() => network.ConnectAsync("a", "b", Port, timeout.Token)));

        _kernel.Elapsed.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void F_NET_01_a_cut_blocks_a_stream_and_healing_resumes_it() =>
        WithPair(
            async (network, client, server) =>
            {
                network.GetLink("a", "b").Cut();
                network.GetLink("b", "a").Cut();
                await client.WriteAsync(new byte[] { 1 });
                Task<int> read = server.ReadAsync(new byte[1]).AsTask();
                await _kernel.Delay(TimeSpan.FromSeconds(60));
                read.IsCompleted.ShouldBeFalse();

                network.HealAll();

                (await read).ShouldBe(1);
            }
        );

    [Fact]
    public void F_NET_02_a_one_way_cut_delivers_bytes_and_times_out_the_unacknowledged_sender() =>
        WithPair(
            async (network, client, server) =>
            {
                network.GetLink("b", "a").Cut();
                await client.WriteAsync(new byte[] { 1 });
                (await server.ReadAsync(new byte[1])).ShouldBe(1);

                IOException broken = await ThrowsAsync(() => ReadOneAsync(client));

                ((SocketException)broken.InnerException!).SocketErrorCode.ShouldBe(SocketError.TimedOut);
                // Linux: 924.6 s without a response; retransmissions are up to 120 s apart.
                _kernel.Elapsed.TotalSeconds.ShouldBeInRange(924, 1_050);
            }
        );

    [Fact]
    public void F_NET_05_a_vanished_peer_is_detected_only_by_sending() =>
        WithPair(
            async (network, client, server) =>
            {
                network.Crash("b");
                Task<int> read = client.ReadAsync(new byte[1]).AsTask();
                await _kernel.Delay(TimeSpan.FromDays(1));
                read.IsCompleted.ShouldBeFalse();

                network.Start("b");
                await client.WriteAsync(new byte[] { 1 });

                IOException reset = await ThrowsAsync(async () => await read);
                ((SocketException)reset.InnerException!).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
                await ThrowsAsync(() => ReadOneAsync(server));
            }
        );

    [Fact]
    public void F_NET_06_a_reset_breaks_both_ends() =>
        WithPair(
            async (network, client, server) =>
            {
                network.Reset("b", "a");

                await ThrowsAsync(() => ReadOneAsync(client));
                await ThrowsAsync(async () => await server.WriteAsync(new byte[1]));
            }
        );

    [Fact]
    public void The_end_of_a_stream_is_read_after_its_bytes() =>
        WithPair(
            async (_, client, server) =>
            {
                await client.WriteAsync(new byte[] { 1, 2 });
                await client.DisposeAsync();

                byte[] target = new byte[9];
                (await server.ReadAsync(target)).ShouldBe(2);
                (await server.ReadAsync(target)).ShouldBe(0);
            }
        );

    [Fact]
    public void A_writer_waits_for_a_slow_reader() =>
        WithPair(
            async (_, client, server) =>
            {
                Task write = client.WriteAsync(new byte[1_000_000]).AsTask();
                await _kernel.Delay(TimeSpan.FromHours(1));
                write.IsCompleted.ShouldBeFalse();

                await server.ReadExactlyAsync(new byte[1_000_000]);

                await write;
            }
        );

    [Fact]
    public void Framework_readers_stay_on_the_loop() =>
        WithPair(
            async (_, client, server) =>
            {
                using StreamReader reader = new(server);
                Task<string?> first = reader.ReadLineAsync();
                Task<string?>? second = null;
                await client.WriteAsync("one\ntw"u8.ToArray());
                (await first).ShouldBe("one");
                second = reader.ReadLineAsync();
                await _kernel.Delay(TimeSpan.FromSeconds(1));
                await client.WriteAsync("o\n"u8.ToArray());
                (await second).ShouldBe("two");

                System.IO.Pipelines.PipeReader pipe = System.IO.Pipelines.PipeReader.Create(client);
                Task<System.IO.Pipelines.ReadResult> read = pipe.ReadAsync().AsTask();
                await server.WriteAsync(new byte[3]);
                (await read).Buffer.Length.ShouldBe(3);
            }
        );

    [Fact]
    public void Reading_can_be_canceled_and_resumed_later() =>
        WithPair(
            async (_, client, server) =>
            {
                using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(1), _kernel.Clock);
                bool cancelled = false;
                try
                {
                    await ReadOneAsync(server, timeout.Token);
                }
                catch (OperationCanceledException)
                {
                    cancelled = true;
                }

                await client.WriteAsync(new byte[] { 1 });
                (await server.ReadAsync(new byte[1])).ShouldBe(1);
                cancelled.ShouldBeTrue();
            }
        );

    private static LinkModel Latency(int milliseconds) => new() { Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(milliseconds)) };

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Transfer(
        SimulationKernel kernel,
        LinkModel link,
        SimulatedNetworkOptions options,
        byte[] sent,
        Action? hear = null
    )
    {
        SimulatedNetwork network = new(kernel, link, options);
        return kernel.Run(async () =>
        {
            using NetworkListener listener = network.Listen("b", Port);
            Task send = SendAsync();
            await using SimulatedStream server = await listener.AcceptAsync();
            using MemoryStream received = new();
            byte[] piece = new byte[64 * 1024];
            for (int count = await server.ReadAsync(piece); count > 0; count = await server.ReadAsync(piece))
            {
                hear?.Invoke();
                received.Write(piece, 0, count);
            }

            await send;
            return received.ToArray();
        });

        async Task SendAsync()
        {
            await using SimulatedStream client = await network.ConnectAsync("a", "b", Port);
            await client.WriteAsync(sent);
        }
    }

    private static Task<int> ReadOneAsync(SimulatedStream stream, CancellationToken cancellationToken = default) =>
        stream.ReadAsync(new byte[1], cancellationToken).AsTask();

    // Shouldly's own method uses the thread pool, which is outside the loop.
    private static async Task<IOException> ThrowsAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (IOException failure)
        {
            return failure;
        }

        throw new ShouldAssertException("an IOException was expected");
    }

    private void WithPair(Func<SimulatedNetwork, SimulatedStream, SimulatedStream, Task> story)
    {
        SimulatedNetwork network = new(_kernel, Latency(10));
        _kernel.Run(async () =>
        {
            using NetworkListener listener = network.Listen("b", Port);
            Task<SimulatedStream> accept = listener.AcceptAsync();
            SimulatedStream client = await network.ConnectAsync("a", "b", Port);
            await story(network, client, await accept);
        });
    }
}
