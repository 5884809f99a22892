namespace Simulation.Tests.Models;

/// <summary>Arrival of packets on one direction of a link.</summary>
public class NetworkLinkTests
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
    public void Loss_matches_its_probability()
    {
        Send(Quick with { Loss = 0.1 }, Messages);

        _arrived.Count.ShouldBeInRange(8_850, 9_150);
    }

    [Fact]
    public void A_reordering_link_reorders_messages_and_loses_none()
    {
        Send(Quick with { Reordering = 0.1 }, 1_000);

        _arrived.Count.ShouldBe(1_000);
        _arrived.OrderBy(arrival => arrival.At).Select(arrival => arrival.Number).ShouldNotBe(Enumerable.Range(0, 1_000));
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
            NetworkLinkTests trial = new();
            trial.Send(model, 1_000);
            return trial._arrived.ToDictionary(arrival => arrival.Number, arrival => arrival.At);
        }
    }

    private void Send(LinkModel model, int count)
    {
        NetworkLink link = new SimulatedNetwork(_kernel, model).GetLink("a", "b");
        for (int number = 0; number < count; number++)
        {
            if (link.Carry(bytes: 4) is { } arrival)
            {
                _arrived.Add((number, TimeSpan.FromTicks(arrival)));
            }
        }
    }
}
