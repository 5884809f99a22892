// A web shop: a load balancer, four web nodes with 24 containers, and two database nodes, on two networks.
Topology shop = Topology.Create("shop")
    .AddProfile(Group("lb", containers: 1, perNode: 1, "FRONT", "10.20.0.0/24"))
    .AddProfile(Group("web", containers: 24, perNode: 6, "FRONT", "10.20.0.0/24"))
    .AddProfile(Group("db", containers: 2, perNode: 1, "BACK", "10.30.0.0/24"))
    .Build();
Console.WriteLine("Plan:");
Console.Write(Planner.Plan(Topology.Empty, shop));
TopologyDiagram.WriteSvg(shop, "out/shop.svg");

if (await QuickStart.ContainerShop.TryRunAsync(args, shop))
{
    return;
}

// The simulation runs in virtual time, and lets us crash a node. The seed determines how long each machine boots.
MachineModel machine = new() { BootDelay = DurationModel.LogNormal(TimeSpan.FromSeconds(30), 0.25) };
SimulationOptions options = new() { Cloud = new CloudModel { Machine = machine } };
await using SimulationProvider provider = new() { Seed = 42, Options = options };
await provider.RunAsync(async cancellationToken =>
{
    await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    Report($"{cluster.Nodes.Count} nodes are ready");

    provider.Inject(new CrashNode("web-2"));
    Report("web-2 crashes. Repair plan:");
    Console.Write(await cluster.PlanAsync(shop, cancellationToken));

    await cluster.RepairAsync(cancellationToken);
    CommandResult result = await cluster.Nodes["web-2"].RunAsync(["hostname"], cancellationToken);
    Report($"'hostname' on the new node prints {result.Output.Trim()}");
});
Console.WriteLine("All nodes are removed. Open out/shop.svg. Change a number or the seed, and run the program again.");

void Report(string what) => Console.WriteLine($"{provider.Elapsed:mm\\:ss} {what}");

static Profile Group(string name, int containers, int perNode, string network, string range) =>
    Profile.Create(name).WithHostnamePrefix(name).WithContainerCount(containers).WithContainersPerNode(perNode)
        .WithNode(node => node with { Image = "debian:12", Cpus = 2, MemoryMiB = 2048 })
        .AddNetwork(network, range).Build();
