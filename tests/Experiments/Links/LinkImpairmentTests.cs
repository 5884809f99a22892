using Scalewright.Experiments.Links;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Experiments.Tests.Links;

/// <summary>Tests one rule in the syntax of each target: tc-netem(8), tc-htb(8) and Chaos Mesh.</summary>
public class LinkImpairmentTests
{
    private static readonly LinkImpairment Far = new(["a"], ["b", "c"])
    {
        Delay = TimeSpan.FromMilliseconds(50),
        Jitter = TimeSpan.FromMilliseconds(5),
        Correlation = 0.25,
        Loss = 0.015,
        Duplication = 0.001,
        Reordering = 0.2,
        MaxBytesPerSecond = 125_000,
    };

    [Fact]
    public void All_invalid_fields_of_a_rule_are_reported_together()
    {
        LinkImpairment bad = new(["a", ""], ["a"]) { Jitter = TimeSpan.FromSeconds(1), Loss = 1.5, Reordering = 0.1, MaxBytesPerSecond = 10, Correlation = double.NaN };

        bad.Check().Select(problem => problem.Field).ShouldBe(["from", "jitter", "correlation", "loss", "bytes_per_second", "reorder", "to"]);
        Far.Check().ShouldBeEmpty();
    }

    [Fact]
    public void Traffic_control_gets_one_class_per_rule_and_one_filter_per_destination()
    {
        string[] commands = Words(TrafficControl.GetCommands([Far], "a", "eth0", AddressOf));

        // 125,000 bytes are 1 Mbit. A second of it is 84 packets of 1500 bytes, less than netem's minimum of 1000.
        commands.ShouldBe(
        [
            "tc qdisc replace dev eth0 root pfifo",
            "tc qdisc replace dev eth0 root handle 1: htb default 1",
            "tc class add dev eth0 parent 1: classid 1:1 htb rate 100gbit",
            "tc class add dev eth0 parent 1: classid 1:2 htb rate 1000000bit",
            "tc qdisc add dev eth0 parent 1:2 handle 10: netem limit 1000 delay 50000us 5000us 25% loss random 1.5% 25% duplicate 0.1% reorder 20%",
            "tc filter add dev eth0 parent 1: protocol ip prio 1 u32 match ip dst 10.0.0.2/32 flowid 1:2",
            "tc filter add dev eth0 parent 1: protocol ipv6 prio 2 u32 match ip6 dst fd00::3/128 flowid 1:2",
        ]);
    }

    [Fact]
    public void The_reverse_direction_is_shaped_at_the_destination_only_if_the_rule_is_symmetric()
    {
        Words(TrafficControl.GetCommands([Far], "b", "eth0", AddressOf))[^1].ShouldBe("tc filter add dev eth0 parent 1: protocol ip prio 1 u32 match ip dst 10.0.0.1/32 flowid 1:2");
        TrafficControl.GetCommands([Far with { IsSymmetric = false }], "b", "eth0", AddressOf).ShouldBeEmpty();
        TrafficControl.GetCommands([Far], "z", "eth0", AddressOf).ShouldBeEmpty();
        Should.Throw<ExperimentException>(() => TrafficControl.GetCommands([new LinkImpairment(["a"], ["nobody"]) { Loss = 1 }], "a", "eth0", AddressOf)).Problems[0].Code.ShouldBe(ProblemCode.NoAddress);
    }

    [Fact]
    public void The_first_of_two_rules_for_a_pair_takes_precedence()
    {
        string[] commands = Words(TrafficControl.GetCommands([new LinkImpairment(["a"], ["b"]) { Loss = 0.1 }, new LinkImpairment(["a"], ["b", "c"]) { Loss = 0.2 }], "a", "eth0", AddressOf));

        commands.Count(command => command.Contains("10.0.0.2", StringComparison.Ordinal)).ShouldBe(1);
        commands.Single(command => command.Contains("10.0.0.2", StringComparison.Ordinal)).ShouldEndWith("flowid 1:2");
        commands.Single(command => command.Contains("fd00::3", StringComparison.Ordinal)).ShouldEndWith("flowid 1:3");
    }

    [Fact]
    public void Chaos_Mesh_gets_an_object_for_each_action()
    {
        LinkImpairment rule = Far with { From = ["component=taskmanager"], To = ["app=kafka", "app=minio"], IsSymmetric = false };

        string[] objects = NetworkChaos.ToJson("far", "flink", rule, TimeSpan.FromSeconds(30)).TrimEnd().Split('\n');

        const string Common = """
            "mode": "all", "selector": {"namespaces": ["flink"], "expressionSelectors": [{"key": "component", "operator": "In", "values": ["taskmanager"]}]}, "direction": "to", "target": {"mode": "all", "selector": {"namespaces": ["flink"], "expressionSelectors": [{"key": "app", "operator": "In", "values": ["kafka", "minio"]}]}}
            """;
        objects.ShouldBe(
        [
            $$$"""{"apiVersion": "chaos-mesh.org/v1alpha1", "kind": "NetworkChaos", "metadata": {"name": "far-netem", "namespace": "flink"}, "spec": {"action": "netem", {{{Common}}}, "delay": {"latency": "50000us", "jitter": "5000us", "correlation": "25", "reorder": {"reorder": "20", "correlation": "0", "gap": 1}}, "loss": {"loss": "1.5", "correlation": "25"}, "duplicate": {"duplicate": "0.1", "correlation": "0"}, "duration": "30000000us"}}""",
            $$$"""{"apiVersion": "chaos-mesh.org/v1alpha1", "kind": "NetworkChaos", "metadata": {"name": "far-bandwidth", "namespace": "flink"}, "spec": {"action": "bandwidth", {{{Common}}}, "bandwidth": {"rate": "125000bps", "limit": 125000, "buffer": 12500}, "duration": "30000000us"}}""",
        ]);
    }

    [Fact]
    public void A_rule_with_settings_that_a_target_does_not_support_is_rejected()
    {
        Should.Throw<ExperimentException>(() => LinkFaults.FromImpairment(Far)).Problems.ShouldHaveSingleItem().ToString().ShouldBe("correlation: a fault of the simulation cannot do that; leave it out, or use another target");
        Should.Throw<ExperimentException>(() => TcpRelay.Start(Far, new(System.Net.IPAddress.Loopback, 0), new(System.Net.IPAddress.Loopback, 1), 1)).Problems.Select(problem => problem.Field).ShouldBe(["loss", "duplicate", "reorder", "correlation"]);
        Should.Throw<ExperimentException>(() => NetworkChaos.ToJson("far", "flink", Far)).Problems[0].Code.ShouldBe(ProblemCode.WrongType);
    }

    [Fact]
    public void The_simulation_adds_the_delay_of_the_rule_on_average()
    {
        ValueList<ChangeLink> faults = LinkFaults.FromImpairment(Far with { Correlation = 0 }, TimeSpan.FromMinutes(1));

        faults.Select(fault => (fault.First, fault.Second, fault.Duration)).ShouldBe([("a", "b", TimeSpan.FromMinutes(1)), ("a", "c", TimeSpan.FromMinutes(1))]);
        LinkModel link = faults[0].Link;
        StableRandom random = new(7);
        TimeSpan[] draws = [.. Enumerable.Range(0, 10_000).Select(_ => link.Latency.Sample(random) + link.Jitter.Sample(random))];

        // 0.2 ms of a quiet network plus 50 ms ± 5 ms, uniform: the mean of 10,000 has a standard error of 0.029 ms.
        draws.Min().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(45.2));
        draws.Max().ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(55.2));
        draws.Average(draw => draw.TotalMilliseconds).ShouldBe(50.2, 0.15);
        (link.Loss, link.Duplication, link.Reordering, link.MaxBytesPerSecond).ShouldBe((0.015, 0.001, 0.2, 125_000L));
        new FaultSchedule([.. faults.Select(fault => new TimedFault(TimeSpan.Zero, fault))]).Check().ShouldBeEmpty();
    }

    private static string[] Words(ValueList<ValueList<string>> commands) => [.. commands.Select(words => string.Join(' ', words))];

    private static string? AddressOf(string host) => host switch { "a" => "10.0.0.1", "b" => "10.0.0.2", "c" => "fd00::3", _ => null };
}
