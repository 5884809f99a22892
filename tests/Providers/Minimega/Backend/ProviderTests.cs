using Scalewright.Documents;

namespace Minimega.Tests.Backend;

public sealed class ProviderTests
{
    [Fact]
    public async Task A_node_gets_its_processors_memory_image_name_and_network_interfaces()
    {
        DocumentMap network = Map(("interfaces", new DocumentList([Map(("vlan", Text("EXP")), ("mac", Text("00:11:22:33:44:55"))), Map(("vlan", Text("200")))])));
        NodeHardware hardware = new() { Image = "/roots/a b", Cpus = 3, MemoryMiB = 96, Network = network };
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();

        Resource node = await MakeAsync(provider, "farm", new NodeSpec("n-1", 1) { Hardware = hardware });

        string space = node.Id.Split('/')[0];
        place.Server.Execute($"namespace {space} .columns vcpus,memory,filesystem,hostname,vlan,state,type vm info")[0].Entries![0].Tabular![0]
            .ShouldBe(["3", "96", "/roots/a b", "n-1", "[EXP (101), 200]", "RUNNING", "container"]);
        place.Server.Execute($"namespace {space} .columns mac vm info")[0].Entries![0].Tabular![0][0].ShouldStartWith("[00:11:22:33:44:55, ");
    }

    [Fact]
    public async Task Annotations_set_the_kind_of_a_node_and_other_minimega_settings()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        NodeSpec spec = new("n-1", 1) { Hardware = new NodeHardware { Image = "" }, Annotations = ValueMap<string>.Empty.With("minimega.kind", "kvm").With("minimega.kernel", "/boot/vm linuz") };

        Resource node = await MakeAsync(provider, "farm", spec);

        place.Server.Execute($"namespace {node.Id.Split('/')[0]} .columns type,kernel,vlan vm info")[0].Entries![0].Tabular![0].ShouldBe(["kvm", "/boot/vm linuz", "[nodes (101)]"]);
    }

    [Fact]
    public async Task A_cluster_has_a_namespace_that_is_deleted_with_its_last_node()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        ContractRequests orders = new(new Random(1), "wind farm_1.ü", LoopbackMinimega.Specify);
        List<Resource> nodes = [.. (await provider.ApplyAllAsync(orders.CreateNodes(2))).Select(outcome => outcome.Resource!)];

        place.Spaces().ShouldBe([$"sw-{orders.Owner.Lineage}-wind_0020farm_005f1_002e_00fc"]);
        (await provider.ObserveAsync(null)).Select(node => node.Tag.Owner).Distinct().ShouldBe([orders.Owner]);
        (await provider.ApplyOneAsync(orders.DestroyNode(nodes[0]))).Result.ShouldBe(StepResult.Succeeded);

        place.Spaces().Length.ShouldBe(1);
        (await provider.ApplyOneAsync(orders.DestroyNode(nodes[1]))).Result.ShouldBe(StepResult.Succeeded);

        place.Spaces().ShouldBeEmpty();
    }

    [Fact]
    public async Task Taps_are_created_once_per_cluster_and_deleted_with_it()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = new(place.Options with { Taps = [new MinimegaTap("nodes", "10.7.0.254/24")] });
        ContractRequests orders = new(new Random(1), "tapped", LoopbackMinimega.Specify);
        List<Resource> nodes = [.. (await provider.ApplyAllAsync(orders.CreateNodes(3))).Select(outcome => outcome.Resource!)];

        ValueList<string> tap = place.Server.Execute($"namespace {place.Spaces()[0]} tap")[0].Entries![0].Tabular!.ShouldHaveSingleItem();
        (tap[2], tap[1].Length).ShouldBe(("nodes (101)", 10));
        (await provider.ApplyAllAsync([.. nodes.Select(orders.DestroyNode)])).ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);

        place.Spaces().ShouldBeEmpty();
    }

    [Fact]
    public async Task No_command_switches_the_namespace_of_the_whole_server()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();

        Resource node = await MakeAsync(provider, "farm", LoopbackMinimega.Specify("n-1"));

        node.State.ShouldBe(ResourceState.Ready);
        place.Server.Commands.ShouldAllBe(command => command.StartsWith("namespace ", StringComparison.Ordinal) && command.Split(' ').Length > 2);
    }

    [Fact]
    public async Task Problems_are_reported_before_anything_is_created()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        Topology topology = Topology.Create("farm").AddProfile(Profile.Create("farm")
            .WithNode(node => node with { Image = "it's \"so\"" })
            .Build()).Build();

        ValueList<Problem> problems = await provider.CheckAsync(topology);

        problems.ShouldHaveSingleItem().Message.ShouldContain("both kinds of quotes");
        place.Spaces().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_reports_a_missing_server()
    {
        await using MinimegaProvider provider = new(new MinimegaOptions { SocketPath = "/nowhere/minimega" });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.CheckAsync(Topology.Empty));

        failure.Problems[0].Code.Id.ShouldBe("SW4102");
    }

    [Theory]
    [InlineData("a vlan", "10.0.0.1/24")]
    [InlineData("nodes", "10.0.0.1")]
    [InlineData("nodes", "10.0.0.1/24 x")]
    public void An_invalid_tap_is_rejected(string vlan, string address) =>
        Should.Throw<ArgumentException>(() => new MinimegaProvider(new MinimegaOptions { Taps = [new MinimegaTap(vlan, address)] }));

    private static DocumentMap Map(params (string Key, DocumentNode Value)[] entries) => new(entries.Select(entry => new DocumentEntry(entry.Key, default, entry.Value)));

    private static DocumentScalar Text(string text) => new(ScalarKind.Text, text);

    private static async Task<Resource> MakeAsync(MinimegaProvider provider, string cluster, NodeSpec spec)
    {
        ContractRequests orders = new(new Random(1), cluster, _ => spec);
        StepOutcome outcome = await provider.ApplyOneAsync(orders.CreateNode(spec.Name));
        outcome.Result.ShouldBe(StepResult.Succeeded, $"{outcome.Problem}");
        return outcome.Resource!;
    }
}
