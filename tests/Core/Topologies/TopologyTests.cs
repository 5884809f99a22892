namespace Sdk.Tests.Topologies;

public class TopologyTests
{
    private static ProfileBuilder Web =>
        Profile.Create("web").WithContainerCount(30).WithContainersPerNode(7).AddNetwork("MGMT", "10.0.0.0/16").WithLabel("tier", "web");

    [Fact]
    public void Topologies_with_equal_content_are_equal_and_have_the_same_hash_code()
    {
        Topology first = SampleTopologies.Expand(Web);
        Topology second = SampleTopologies.Expand(Web);

        first.ShouldBe(second);
        first.GetHashCode().ShouldBe(second.GetHashCode());
        first.ShouldNotBe(SampleTopologies.Expand(Web.WithContainerCount(31)));
        first.ShouldNotBe(SampleTopologies.Expand(Web.WithLabel("tier", "other")));
    }

    [Fact]
    public void ToString_describes_each_value_in_one_line()
    {
        Profile web = Web.WithContainerCount(1)
            .AddNetwork("ONE", "10.9.0.0/30", "10.9.0.1")
            .WithNode(node => node with { Image = "a.qc2", Cpus = 2, MemoryMiB = 64 })
            .Build();
        Topology topology = Topology.Create("demo").AddProfile(web, SampleTopologies.Plugins).Build();

        topology.ToString().ShouldBe("demo: 1 node, 1 container, 2 networks");
        SampleTopologies.Expand(Web).ToString().ShouldBe("demo: 5 nodes, 30 containers, 1 network");
        web.ToString().ShouldBe("web (builtin): count 1, 1 container, 7 containers per node");
        topology.Groups["web"].ToString().ShouldBe("web (builtin@3.0.0): 1 node, 1 container");
        topology.Nodes.First().ToString().ShouldBe("node-1: 1 container, a.qc2, 2 CPUs, 64 MiB");
        topology.Networks["ONE"].ToString().ShouldBe("ONE 10.9.0.0/30: 1 address in use, gateway 10.9.0.1");
        SampleTopologies.Expand(Web).Networks["MGMT"].ToString().ShouldBe("MGMT 10.0.0.0/16: 30 addresses in use");
        Topology.Empty.ToString().ShouldBe("0 nodes, 0 containers, 0 networks");
    }

    [Fact]
    public void GetContainers_returns_the_containers_of_a_node()
    {
        NodeGroup group = SampleTopologies.Expand(Web).Groups["web"];
        ContainerSequence last = group.GetContainers(group.Nodes[^1]);

        last.Select(container => container.Name).ShouldBe(["node-5-c1", "node-5-c2"]);
        last.Skip(1).Single().Number.ShouldBe(2);
        group.Nodes.Sum(node => group.GetContainers(node).Count(container => container.Number == 1)).ShouldBe(5);
    }

    [Fact]
    public void Containers_of_a_node_are_enumerated_without_allocations()
    {
        NodeGroup group = SampleTopologies.Expand(Web).Groups["web"];
        long SumContainerNumbers()
        {
            long sum = 0;
            foreach (ContainerSpec container in group.GetContainers(group.Nodes[0]))
            {
                sum += container.Number;
            }

            return sum;
        }

        SumContainerNumbers();
        long before = GC.GetAllocatedBytesForCurrentThread();

        long numbers = SumContainerNumbers();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        numbers.ShouldBe(28); // The sum of 1 to 7.
        allocated.ShouldBe(0);
    }

    [Fact]
    public void Lists_and_maps_are_equal_by_content()
    {
        ValueList<string> list = ["a", "b"];
        ValueMap<ValueList<string>> map = ValueMap.Empty<ValueList<string>>().With("y", list).With("x", []);

        ValueList<string> sameList = [.. new List<string> { "a", "b" }];
        ValueMap<ValueList<string>> sameMap = ValueMap.Empty<ValueList<string>>().With("x", []).With("y", sameList);

        (list, map).ShouldBe((sameList, sameMap));
        (list.GetHashCode(), map.GetHashCode()).ShouldBe((sameList.GetHashCode(), sameMap.GetHashCode()));
        list.ShouldNotBe(["b", "a"]);
        map.Without("x").ShouldNotBe(map);
    }

    [Fact]
    public void A_builder_is_not_changed_by_builders_derived_from_it()
    {
        TopologyBuilder shared = Topology.Create("demo").AddProfile(Web.Build(), SampleTopologies.Plugins);

        Topology extended = shared.AddGroup(new NodeGroup("extra", "by-hand") { Nodes = [new NodeSpec("extra-1", 1)] }).Build();

        shared.Build().Groups.Count.ShouldBe(1);
        extended.Groups.Count.ShouldBe(2);
    }

    [Fact]
    public void Host_names_that_differ_only_in_case_collide()
    {
        TopologyBuilder builder = Topology
            .Create("demo")
            .AddGroup(new NodeGroup("a", "by-hand") { Nodes = [new NodeSpec("host-1", 1)] })
            .AddGroup(new NodeGroup("b", "by-hand") { Nodes = [new NodeSpec("HOST-1", 1)] });

        Problem problem = Should.Throw<ExpansionException>(builder.Build).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(ProblemCode.HostNameCollision);
        problem.Message.ShouldContain("'a'");
    }

    [Fact]
    public void Colliding_host_names_are_reported_once_for_each_pair_of_groups()
    {
        TopologyBuilder builder = Topology
            .Create("demo")
            .AddGroup(new NodeGroup("a", "by-hand") { Nodes = [new NodeSpec("x", 1), new NodeSpec("y", 2), new NodeSpec("z", 3)] })
            .AddGroup(new NodeGroup("b", "by-hand") { Nodes = [new NodeSpec("x", 1), new NodeSpec("y", 2), new NodeSpec("z", 3)] });

        Problem problem = Should.Throw<ExpansionException>(builder.Build).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldBe("host name 'x' and 2 more are also used by 'a'");
    }

    [Fact]
    public void A_duplicate_host_name_within_a_group_is_reported_once()
    {
        NodeGroup group = new("a", "by-hand") { Nodes = [new NodeSpec("x", 1), new NodeSpec("x", 2), new NodeSpec("X", 3)] };

        Problem problem = Should.Throw<ExpansionException>(Topology.Create("demo").AddGroup(group).Build).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(ProblemCode.HostNameCollision);
        problem.Message.ShouldBe("host name 'x' is used by two nodes of this group");
        problem.Advice.ShouldBe("include the node number in the names");
    }

    [Fact]
    public void All_problems_of_a_group_built_in_code_are_reported_together()
    {
        NodeGroup group = new("a", "by-hand")
        {
            Nodes = [new NodeSpec("../x", 1) { ContainerCount = 2 }, new NodeSpec("ok", 2) { ContainerCount = -1 }],
        };

        Should
            .Throw<ExpansionException>(() => Topology.Create("demo").AddGroup(group).Build())
            .Problems.Select(problem => problem.Code)
            .ShouldBe([ProblemCode.InvalidPluginResult, ProblemCode.InvalidName, ProblemCode.OutOfRange]);
    }

    [Fact]
    public void Paths_of_volumes_and_names_of_networks_that_contain_control_characters_are_rejected()
    {
        Subnet subnet = new(new Address(0x0A000000, isV6: false), 24);
        ContainerRole role = new("{node}-c{number}")
        {
            VolumeMounts = [new VolumeMount("/a\nb", "/ok"), new VolumeMount("/my data", "/\0{number}")],
            NetworkAttachments = [new NetworkAttachment("LAN\r", new AddressBlock(subnet, subnet.First.Add(1)))],
        };
        NodeGroup group = new("g", "by-hand")
        {
            Nodes = [new NodeSpec("n", 1) { ContainerCount = 1 }],
            ContainerLayout = new ContainerLayout { Roles = [role], VolumeMounts = [new VolumeMount("/c\t", "/ok")] },
        };

        ValueList<Problem> problems = Should.Throw<ExpansionException>(Topology.Create("demo").AddGroup(group).Build).Problems;

        problems.ShouldAllBe(problem => problem.Code == ProblemCode.InvalidPluginResult && problem.Field == "g");
        problems
            .Select(problem => problem.Message)
            .ShouldBe([
                @"'/c\u0009' contains a control character",
                @"'/a\u000ab' contains a control character",
                @"'/\u0000{number}' contains a control character",
                @"'LAN\u000d' contains a control character",
            ]);
    }

    [Fact]
    public void A_group_without_container_roles_enumerates_no_containers()
    {
        NodeGroup group = new("a", "by-hand") { Nodes = [new NodeSpec("n", 1) { ContainerCount = 2 }] };

        group.GetContainers(group.Nodes[0]).Count.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => group.GetContainers(group.Nodes[0])[0]);
    }

    [Fact]
    public void Enumerating_and_indexing_return_the_same_containers()
    {
        NodeSpec node = new("n-1", 1) { ContainerCount = 20, FirstContainerIndex = 16 };
        NodeGroup group = new("g", "by-hand")
        {
            Nodes = [node],
            ContainerLayout = new ContainerLayout { Roles = [new("{unit}-a"), new("{unit}-b"), new("{unit}-c")] },
        };
        List<string> enumerated = [];

        foreach (ContainerSpec container in group.GetContainers(node))
        {
            enumerated.Add(container.Name);
        }

        enumerated.ShouldBe(Enumerable.Range(0, 20).Select(i => group.GetContainers(node)[i].Name));
        // With three containers in each unit, container 16 is the second of the sixth unit.
        enumerated[0].ShouldBe("6-b");
    }

    [Fact]
    public void A_topology_with_a_million_containers_allocates_under_1_KiB_per_node()
    {
        Profile profile = Profile
            .Create("web")
            .WithContainerCount(1_000_000)
            .WithContainersPerNode(100)
            .AddNetwork("MGMT", "10.0.0.0/8")
            .Build();
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();

        Topology topology = Topology.Create("demo").AddProfile(profile, SampleTopologies.Plugins).Build();

        long perNode = (GC.GetAllocatedBytesForCurrentThread() - bytesBefore) / topology.NodeCount;
        topology.ContainerCount.ShouldBe(1_000_000);
        perNode.ShouldBeLessThan(1024);
    }

    [Fact]
    public void A_profile_of_180_containers_with_18_per_node_gives_ten_nodes()
    {
        Profile windFarm = Profile
            .Create("wind-farm")
            .WithContainerCount(180)
            .WithContainersPerNode(18)
            .WithNode(node => node with { Image = "ubuntu.qc2", Cpus = 2, MemoryMiB = 2048 })
            .WithContainer(container => container with { Cpus = 1, MemoryMiB = 512, RootFs = "otsimfs.tgz", Gateway = "MGMT" })
            .AddNetwork("MGMT", "172.16.0.0/16")
            .Build();

        Topology topology = Topology.Create("demo").AddProfile(windFarm, SampleTopologies.Plugins).Build();

        topology.NodeCount.ShouldBe(10);
        topology.Nodes.ShouldAllBe(node => node.Hardware.Image == "ubuntu.qc2" && node.ContainerCount == 18);
        topology.Networks["MGMT"].UsedAddressCount.ShouldBe(180);
    }

    [Fact]
    public void The_order_of_declaration_is_not_compared()
    {
        NodeGroup web = new("web", "builtin@3.0.0");
        NodeGroup db = new("db", "builtin@3.0.0");
        Topology first = Topology.Create("shop").AddGroup(web).AddGroup(db).Build();
        Topology second = Topology.Create("shop").AddGroup(db).AddGroup(web).Build();

        second.ShouldBe(first);
        second.GetHashCode().ShouldBe(first.GetHashCode());
    }
}
