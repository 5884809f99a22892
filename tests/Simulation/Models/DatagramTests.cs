namespace Simulation.Tests.Models;

public class DatagramTests
{
    private const int Messages = 10_000;

    private static readonly LinkModel Quick = new() { Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(5)) };

    private readonly SimulationKernel _kernel = new();
    private readonly List<(int Number, TimeSpan At)> _arrived = [];

    [Fact]
    public void A_message_is_delayed_by_latency_and_jitter()
    {
        Send(Quick with { Jitter = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(2)) }, 100);

        _arrived.Count.ShouldBe(100);
        _arrived.ShouldAllBe(arrival => arrival.At >= TimeSpan.FromMilliseconds(5) && arrival.At <= TimeSpan.FromMilliseconds(7));
        _arrived.Select(arrival => arrival.At).Distinct().Count().ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Simultaneous_messages_are_serialized_at_the_bandwidth_of_the_link()
    {
        // 100 messages of 4 bytes at 1,000 bytes a second: 4 ms each, and 5 ms of latency.
        Send(Quick with { MaxBytesPerSecond = 1_000 }, 100);

        _arrived.Select(arrival => arrival.At.TotalMilliseconds).ShouldBe(Enumerable.Range(1, 100).Select(number => (number * 4.0) + 5));
    }

    [Fact]
    public void Loss_and_duplication_match_their_probabilities()
    {
        Send(Quick with { Loss = 0.1, Duplication = 0.2 }, Messages);

        // Each of 10,000 messages and about 2,000 duplicates arrives with probability 0.9.
        _arrived.Count.ShouldBeInRange(10_600, 11_000);
        _arrived.Select(arrival => arrival.Number).Distinct().Count().ShouldBeInRange(9_030, 9_330);
    }

    [Fact]
    public void A_reordering_link_reorders_messages_and_loses_none()
    {
        Send(Quick with { Reordering = 0.1 }, 1_000);

        _arrived.Count.ShouldBe(1_000);
        _arrived.Select(arrival => arrival.Number).ShouldNotBe(Enumerable.Range(0, 1_000));
    }

    [Fact]
    public void Packet_loss_does_not_change_the_arrival_times_of_other_messages()
    {
        LinkModel jittery = Quick with { Jitter = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(2)) };
        Dictionary<int, TimeSpan> without = RunTrial(jittery);
        Dictionary<int, TimeSpan> with = RunTrial(jittery with { Loss = 0.3 });

        with.Count.ShouldBeLessThan(without.Count);
        with.ShouldAllBe(arrival => without[arrival.Key] == arrival.Value);

        static Dictionary<int, TimeSpan> RunTrial(LinkModel model)
        {
            DatagramTests trial = new();
            trial.Send(model, 1_000);
            return trial._arrived.ToDictionary(arrival => arrival.Number, arrival => arrival.At);
        }
    }

    [Fact]
    public void A_one_way_cut_blocks_only_one_direction()
    {
        SimulatedNetwork network = new(_kernel, Quick);
        List<string> arrived = [];
        network.OnReceive("a", message => arrived.Add(message.To));
        network.OnReceive("b", message => arrived.Add(message.To));
        network.CutOneWay("a", "b");
        network.Send(new Datagram("a", "b", default));
        network.Send(new Datagram("b", "a", default));
        _kernel.Run();

        arrived.ShouldBe(["a"]);
        network.HealAll();
        network.Send(new Datagram("a", "b", default));
        _kernel.Run();
        arrived.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Partitions_can_overlap()
    {
        SimulatedNetwork network = new(_kernel);
        network.Partition(["a", "b"], ["d"]);
        network.Partition(["a"], ["c", "d"]);

        network.IsCut("a", "c").ShouldBeTrue();
        network.IsCut("d", "b").ShouldBeTrue();
        network.IsCut("b", "c").ShouldBeFalse();
    }

    [Fact]
    public void A_crashed_host_receives_nothing_until_it_restarts_and_listens_again()
    {
        SimulatedNetwork network = new(_kernel, Quick);
        int count = 0;
        network.OnReceive("b", _ => count++);
        network.Crash("b");
        network.Send(new Datagram("a", "b", default));
        _kernel.Run();
        network.Start("b");
        network.OnReceive("b", _ => count += 10);
        network.Send(new Datagram("a", "b", default));
        _kernel.Run();

        count.ShouldBe(10);
    }

    private void Send(LinkModel model, int count)
    {
        SimulatedNetwork network = new(_kernel, model);
        network.OnReceive("b", message => _arrived.Add((BitConverter.ToInt32(message.Payload.Span), _kernel.Elapsed)));
        for (int number = 0; number < count; number++)
        {
            network.Send(new Datagram("a", "b", BitConverter.GetBytes(number)));
        }

        _kernel.Run();
    }
}
