using Scalewright.Documents;

namespace Minimega.Tests.Backend;

public sealed class ProviderTests
{
    [Fact]
    public async Task A_node_gets_its_processors_memory_image_name_and_network_interfaces()
    {
        DocumentMap network = Map(
            ("interfaces", new DocumentList([Map(("vlan", Text("EXP")), ("mac", Text("00:11:22:33:44:55"))), Map(("vlan", Text("200")))]))
        );
        NodeHardware hardware = new()
        {
            Image = "/roots/a b",
            Cpus = 3,
            MemoryMiB = 96,
            Network = network,
        };
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();

        Resource node = await MakeAsync(provider, "farm", new NodeSpec("n-1", 1) { Hardware = hardware });

        string space = node.Id.Split('/')[0];
        place
            .Server.Execute($"namespace {space} .columns vcpus,memory,filesystem,hostname,vlan,state,type vm info")[0]
            .Entries![0]
            .Tabular![0]
            .ShouldBe(["3", "96", "/roots/a b", "n-1", "[EXP (101), 200]", "RUNNING", "container"]);
        place
            .Server.Execute($"namespace {space} .columns mac vm info")[0]
            .Entries![0]
            .Tabular![0][0]
            .ShouldStartWith("[00:11:22:33:44:55, ");
    }

    [Fact]
    public async Task Annotations_set_the_kind_of_a_node_and_other_minimega_settings()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        NodeSpec spec = new("n-1", 1)
        {
            Hardware = new NodeHardware { Image = "" },
            Annotations = ValueMap<string>.Empty.With("minimega.kind", "kvm").With("minimega.kernel", "/boot/vm linuz"),
        };

        Resource node = await MakeAsync(provider, "farm", spec);

        place
            .Server.Execute($"namespace {node.Id.Split('/')[0]} .columns type,kernel,vlan vm info")[0]
            .Entries![0]
            .Tabular![0]
            .ShouldBe(["kvm", "/boot/vm linuz", "[nodes (101)]"]);
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
        (await provider.ApplyAllAsync([.. nodes.Select(orders.DestroyNode)])).ShouldAllBe(outcome =>
            outcome.Result == StepResult.Succeeded
        );

        place.Spaces().ShouldBeEmpty();
    }

    [Fact]
    public async Task No_command_switches_the_namespace_of_the_whole_server()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();

        Resource node = await MakeAsync(provider, "farm", LoopbackMinimega.Specify("n-1"));

        node.State.ShouldBe(ResourceState.Ready);
        place.Server.Commands.ShouldAllBe(command =>
            command.StartsWith("namespace ", StringComparison.Ordinal) && command.Split(' ').Length > 2
        );
    }

    [Fact]
    public async Task Problems_are_reported_before_anything_is_created()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        Topology topology = Topology
            .Create("farm")
            .AddProfile(Profile.Create("farm").WithNode(node => node with { Image = "it's \"so\"" }).Build())
            .Build();

        ValueList<Problem> problems = await provider.CheckAsync(topology);

        problems.ShouldHaveSingleItem().Message.ShouldContain("both kinds of quotes");
        place.Spaces().ShouldBeEmpty();
    }

    // minimega 3.1.0, "vm config net": [bridge,]vlan[,mac][,driver], each part known by its form. A part of another form
    // is read as the VLAN (sandia-minimega/minimega#914).
    [Theory]
    [InlineData("[{vlan: A, mac: 5C-02-6A-00-11-22}]", "[0].mac: '5C-02-6A-00-11-22' is not a MAC address; use six bytes with colons")]
    [InlineData("[{vlan: A, mac: nonsense}]", "[0].mac: 'nonsense' is not a MAC address")]
    [InlineData("[{vlan: A, mac: '5c:02:6a:00:11'}]", "[0].mac: '5c:02:6a:00:11' is not a MAC address")]
    [InlineData("[{vlan: A, mac: '5c:02:6a:00:11:2g'}]", "[0].mac: '5c:02:6a:00:11:2g' is not a MAC address")]
    [InlineData("[{vlan: A, mac: ''}]", "[0].mac: '' is not a MAC address")]
    [InlineData("[{vlan: A, mac: '01:00:5e:00:00:01'}]", "[0].mac: '01:00:5e:00:00:01' is a multicast address")]
    [InlineData("[{vlan: A, mac: '00:00:00:00:00:00'}]", "[0].mac: '00:00:00:00:00:00' is not an address of a card")]
    [InlineData("[{vlan: A, mac: ['5c:02:6a:00:11:22']}]", "[0].mac: found a list")]
    [InlineData("[{vlan: A, driver: e1001}]", "[0].driver: 'e1001' is not a driver of a card; use e1000, ")]
    [InlineData("[{vlan: A, driver: E1000}]", "[0].driver: 'E1000' is not a driver of a card")]
    [InlineData("[{vlan: A, bridge: 'br 0'}]", "[0].bridge: 'br 0' is not a name of a bridge")]
    [InlineData("[{vlan: A, bridge: 'br,0'}]", "[0].bridge: 'br,0' is not a name of a bridge")]
    [InlineData("[{vlan: A, bridge: sixteen-bytes-xx}]", "[0].bridge: 'sixteen-bytes-xx' is not a name of a bridge")]
    [InlineData("[{vlan: 'A,B'}]", "[0].vlan: 'A,B' is not a VLAN; use a number from 1 to 4094, or a name")]
    [InlineData("[{vlan: 'experiment, A'}]", "[0].vlan: 'experiment, A' is not a VLAN")]
    [InlineData("[{vlan: 'my lan'}]", "[0].vlan: 'my lan' is not a VLAN")]
    [InlineData("[{vlan: 'it\"s'}]", "[0].vlan: 'it\"s' is not a VLAN")]
    [InlineData("[{vlan: 0}]", "[0].vlan: '0' is not a VLAN")]
    [InlineData("[{vlan: 4095}]", "[0].vlan: '4095' is not a VLAN")]
    [InlineData("[{vlan: '4095'}]", "[0].vlan: '4095' is not a VLAN")]
    [InlineData("[{vlan: 99999999999999999999}]", "[0].vlan: '99999999999999999999' is not a VLAN")]
    [InlineData("[{vlan: -1}]", "[0].vlan: '-1' is not a VLAN")]
    [InlineData("[{vlan: '+7'}]", "[0].vlan: '+7' is not a VLAN")]
    [InlineData("[{vlan: 1.5}]", "[0].vlan: found the number 1.5")]
    [InlineData("[{vlan: true}]", "[0].vlan: found the boolean true")]
    [InlineData("[{vlan: [A]}]", "[0].vlan: found a list")]
    [InlineData("[{vlan: '00:11:22:33:44:55', bridge: b}]", "[0].vlan: '00:11:22:33:44:55' would be read as another part")]
    [InlineData("[{vlan: e1000, bridge: b}]", "[0].vlan: 'e1000' would be read as another part")]
    [InlineData("[{vlan: all}]", "[0].vlan: 'all' is reserved by minimega")]
    [InlineData("[{vlan: A}, {name: eth1}, {vlan: B}]", "[1].vlan: it is missing; specify the VLAN of the card")]
    [InlineData("[{vlan: }]", "[0].vlan: it is missing")]
    [InlineData("[{}]", "[0].vlan: it is missing")]
    [InlineData("[A, B]", "[1]: found the text 'B'; use a map with the key vlan")]
    [InlineData("[[{vlan: A}]]", "[0]: found a list; use a map with the key vlan")]
    [InlineData("{vlan: A}", ": found a map; use a list of maps")]
    [InlineData("A", ": found the text 'A'; use a list of maps")]
    [InlineData("", ": found nothing; use a list of maps")]
    public async Task A_network_card_that_minimega_would_read_otherwise_is_rejected_before_a_launch(string interfaces, string reason)
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        NodeSpec spec = Networked($"interfaces: {interfaces}");

        Errors(await provider.CheckAsync(Farm(spec)))
            .ShouldContain(error => error.Contains($"n-1.node_template.network.interfaces{reason}", StringComparison.Ordinal));
        (await provider.ApplyOneAsync(new ContractRequests(new Random(1), "farm", _ => spec).CreateNode("n-1"))).Result.ShouldBe(
            StepResult.Failed
        );

        place.Spaces().ShouldBeEmpty();
    }

    [Fact]
    public async Task All_parts_of_all_network_cards_are_reported_at_once_with_their_positions()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();

        string[] errors = Errors(
            await provider.CheckAsync(Farm(Networked("interfaces: [{vlan: 'A B', mac: x, driver: y, bridge: 'a,b'}, B]")))
        );

        errors.Length.ShouldBe(5);
        errors[0].ShouldStartWith("1:55 n-1.node_template.network.interfaces[0].bridge");
    }

    [Theory]
    [InlineData("{vlan: 1}", "vlan 1")]
    [InlineData("{vlan: 4094}", "vlan 4094")]
    [InlineData("{vlan: 0x64}", "vlan 100")]
    [InlineData("{vlan: foo//DMZ}", "vlan foo//DMZ")]
    [InlineData("{vlan: dhcp}", "vlan dhcp")]
    [InlineData("{vlan: A, mac: '5C:02:6A:00:11:22', driver: i82559c, bridge: fifteen-bytes-x}", "vlan A")]
    public async Task A_network_card_with_valid_parts_has_no_problem(string card, string because)
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();

        (await provider.CheckAsync(Farm(Networked($"interfaces: [{card}]")))).ShouldBeEmpty(because);
    }

    [Fact]
    public async Task A_network_section_without_interfaces_is_rejected_and_unused_keys_are_warned_about()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();

        (await provider.CheckAsync(Farm(Networked("interface: [{vlan: A}]"))))
            .Select(problem => (problem.Severity, problem.ToString()))
            .ShouldBe([
                (ProblemSeverity.Error, "1:1 n-1.node_template.network: it has no interfaces; add a list of them"),
                (
                    ProblemSeverity.Warning,
                    "1:1 n-1.node_template.network.interface: the minimega provider does not use it; it uses interfaces"
                ),
            ]);
        (await provider.CheckAsync(Farm(Networked("interfaces: [{vlan: A, adress: 10.0.0.1}]"))))
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldEndWith(
                "n-1.node_template.network.interfaces[0].adress: the minimega provider does not use it; it uses bridge, vlan, mac, driver"
            );
    }

    // minimega 3.1.0: "vm config disks" reads path,interface,cache; "vm config networks" and "tags" read several values.
    [Theory]
    [InlineData("a.qc2,ide", "minimega.kernel", "has a comma")]
    [InlineData("a.qc2", "minimega.networks", "'minimega.networks' names no setting of a node")]
    [InlineData("a.qc2", "minimega.net", "'minimega.net' names no setting of a node")]
    [InlineData("a.qc2", "minimega.tags", "'minimega.tags' names no setting of a node")]
    [InlineData("a.qc2", "minimega.kernal", "'minimega.kernal' names no setting of a node; use minimega. and one of kind, append, ")]
    public async Task An_image_or_setting_that_minimega_would_read_otherwise_is_rejected(string image, string annotation, string reason)
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        NodeSpec spec = new("n-1", 1)
        {
            Hardware = new NodeHardware { Image = image },
            Annotations = ValueMap<string>.Empty.With("minimega.kind", "kvm").With(annotation, "x"),
        };

        Errors(await provider.CheckAsync(Farm(spec))).ShouldHaveSingleItem().ShouldContain(reason);
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

    private static NodeSpec Networked(string section) =>
        new("n-1", 1)
        {
            Hardware = new NodeHardware { Network = (DocumentMap)DocumentReader.Read(Encoding.UTF8.GetBytes(section), Dialect.Yaml).Root! },
        };

    private static Topology Farm(NodeSpec node) =>
        Topology.Create("farm").AddGroup(new NodeGroup("farm", "builtin@1.0.0") { Nodes = [node] }).Build();

    private static string[] Errors(ValueList<Problem> problems) =>
        [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error).Select(problem => problem.ToString())];

    private static DocumentMap Map(params (string Key, DocumentNode Value)[] entries) =>
        new(entries.Select(entry => new DocumentEntry(entry.Key, default, entry.Value)));

    private static DocumentScalar Text(string text) => new(ScalarKind.Text, text);

    private static async Task<Resource> MakeAsync(MinimegaProvider provider, string cluster, NodeSpec spec)
    {
        ContractRequests orders = new(new Random(1), cluster, _ => spec);
        StepOutcome outcome = await provider.ApplyOneAsync(orders.CreateNode(spec.Name));
        outcome.Result.ShouldBe(StepResult.Succeeded, $"{outcome.Problem}");
        return outcome.Resource!;
    }
}
