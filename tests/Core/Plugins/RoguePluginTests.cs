namespace Sdk.Tests.Plugins;

/// <summary>Plugins that throw or return invalid results: row F-PROC-13 of tests/Faults/rows.tsv.</summary>
public class RoguePluginTests
{
    [Fact]
    public void F_PROC_13_a_plugin_that_throws_is_reported_with_its_message() =>
        ProblemOf(new Rogue { Count = _ => throw new InvalidOperationException("no wind\u001b[2J") })
            .ShouldBe((ProblemCode.PluginFailed, "threw InvalidOperationException: no wind\\u001b[2J"));

    [Fact]
    public void F_PROC_13_a_negative_node_count_is_rejected() =>
        ProblemOf(new Rogue { Count = _ => -1 }).ShouldBe((ProblemCode.InvalidPluginResult, "requests -1 nodes"));

    [Fact]
    public void F_PROC_13_a_node_count_above_the_limit_is_rejected() =>
        ProblemOf(new Rogue { Count = _ => int.MaxValue }).ShouldBe((ProblemCode.PluginLimitExceeded, "requests 2147483647 nodes"));

    [Fact]
    public void F_PROC_13_a_host_name_with_a_shell_command_is_rejected() =>
        ProblemOf(new Rogue { Name = _ => "$(reboot)" }).ShouldBe((ProblemCode.InvalidPluginResult, "names node 1 '$(reboot)'"));

    [Fact]
    public void F_PROC_13_a_null_host_name_is_rejected() =>
        ProblemOf(new Rogue { Name = _ => null! }).ShouldBe((ProblemCode.InvalidPluginResult, "names node 1 ''"));

    [Fact]
    public void F_PROC_13_containers_without_a_role_are_rejected() =>
        ProblemOf(new Rogue { Containers = _ => 5 })
            .ShouldBe((ProblemCode.InvalidPluginResult, "CountContainers returns 5 containers, but DescribeContainers returns no roles"));

    [Fact]
    public void F_PROC_13_renaming_a_configured_node_is_rejected() =>
        ProblemOf(new Rogue { Configure = node => node with { Name = "other" } }).Code.ShouldBe(ProblemCode.InvalidPluginResult);

    [Fact]
    public void F_PROC_13_a_plugin_that_throws_does_not_affect_other_plugins()
    {
        PluginList plugins = Of(new Rogue { Count = _ => throw new InvalidOperationException("no wind") })
            .Add(new PluginEntry("tame", "1.0.0", () => new Rogue()));
        Profile profile = Profile.Create("calm").UsePlugin("tame").Build();

        Should
            .Throw<ExpansionException>(() =>
                Topology
                    .Create("demo")
                    .AddProfile(Profile.Create("web").UsePlugin("rogue").Build(), plugins)
                    .AddProfile(profile, plugins)
                    .Build()
            )
            .Problems.ShouldHaveSingleItem()
            .Field.ShouldBe("web (plugin rogue@1.0.0)");

        Topology.Create("demo").AddProfile(profile, plugins).Build().Nodes.Single().Name.ShouldBe("rogue-1");
    }

    private static PluginList Of(Rogue rogue) => PluginList.Empty.Add(new PluginEntry("rogue", "1.0.0", () => rogue));

    private static (ProblemCode Code, string Found) ProblemOf(Rogue rogue)
    {
        PluginList plugins = Of(rogue);
        Profile profile = Profile.Create("web").UsePlugin("rogue").Build();

        ExpansionException thrown = Should.Throw<ExpansionException>(() => Topology.Create("demo").AddProfile(profile, plugins).Build());

        Problem problem = thrown.Problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe("web (plugin rogue@1.0.0)");
        return (problem.Code, problem.Message);
    }

    private sealed class Rogue : ScalePlugin
    {
        public Func<Profile, int> Count { get; init; } = _ => 1;

        public Func<int, string> Name { get; init; } = number => $"rogue-{number}";

        public Func<int, int> Containers { get; init; } = _ => 0;

        public Func<NodeSpec, NodeSpec> Configure { get; init; } = node => node;

        public override int CountNodes(Profile profile) => Count(profile);

        public override string NameNode(Profile profile, int number) => Name(number);

        public override int CountContainers(Profile profile, int number) => Containers(number);

        public override NodeSpec ConfigureNode(Profile profile, NodeSpec node) => Configure(node);
    }
}
