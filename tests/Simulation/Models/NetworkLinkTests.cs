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

    [Fact]
    public void A_loss_is_attributed_to_the_cut_that_is_still_active_and_not_to_one_that_has_ended()
    {
        SimulationKernel kernel = new(new KernelOptions { IsRecordingEnabled = true });
        SimulatedNetwork network = new(kernel);
        NetworkLink link = network.GetLink("a", "b");
        NetworkLink other = network.GetLink("c", "d");

        Start(3, link.Cut);
        Start(7, link.Cut)();
        Start(4, () => network.GetHost("c").Cut(inbound: false, outbound: true));
        Start(8, () => network.GetHost("c").Cut(inbound: false, outbound: true))();

        link.FindLossCause().ShouldBe(3);
        other.FindLossCause().ShouldBe(4);

        Action Start(int cause, Func<Action> fault)
        {
            kernel.Recorder!.Cause = cause;
            return fault();
        }
    }

    [Fact]
    public void A_loss_is_attributed_to_the_change_of_links_that_is_still_active_and_not_to_one_that_has_ended()
    {
        SimulationKernel kernel = new(new KernelOptions { IsRecordingEnabled = true });
        SimulatedNetwork network = new(kernel, new LinkModel { Loss = 0.5 });
        NetworkLink link = network.GetLink("a", "b");

        kernel.Recorder!.Cause = 3;
        Action revertFirst = network.Change(new LinkModel { Loss = 0.6 });
        kernel.Recorder.Cause = 7;
        network.Change(new LinkModel { Loss = 0.7 })();
        int withFirst = link.FindLossCause();
        revertFirst();

        withFirst.ShouldBe(3);
        link.FindLossCause().ShouldBe(-1);
    }

    [Fact]
    public void The_end_of_a_healed_cut_does_not_end_a_later_one()
    {
        SimulatedNetwork network = new(_kernel);
        NetworkLink link = network.GetLink("a", "b");
        NetworkLink other = network.GetLink("c", "d");
        Action heal = link.Cut() + network.GetHost("c").Cut(inbound: true, outbound: true);
        network.HealAll();
        link.Cut();
        network.GetHost("c").Cut(inbound: true, outbound: true);

        heal();

        link.IsCut.ShouldBeTrue();
        other.IsCut.ShouldBeTrue();
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
