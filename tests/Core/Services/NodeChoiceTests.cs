using Scalewright.Clusters.Registry;
using Scalewright.Clusters.Selection;
using TemporaryFolder = global::Tests.Shared.TemporaryFolder;

namespace Services.Tests;

public sealed class NodeChoiceTests
{
    [Fact]
    public Task Facts_combine_the_topology_the_node_and_the_registry() =>
        ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                NodeRegistry register = ClusterTies.Register(provider);
                await using Cluster cluster = await builder.WithNodeRegistry(register).ProvisionAsync(token);
                await register.UpdateAsync(
                    state =>
                        state.WithNode(
                            state.Find("n2")! with
                            {
                                Tag = "server",
                                Facts = ValueMap<FactValue>
                                    .Empty.With("rack", FactValue.From(7))
                                    .With("disks", FactValue.FromList("sda", "sdb")),
                            }
                        ),
                    token
                );

                ValueList<NodeFacts> facts = await cluster.Nodes.ReadFactsAsync(token);

                facts.Select(found => found.Node.Name).ShouldBe(["n1", "n2", "n3"]);
                string.Join(" ", facts[1].Facts.Select(fact => $"{fact.Key}={fact.Value}"))
                    .ShouldBe(
                        "address='n2' arch='Linux' cpus=2 group='web' hostname='n2' image='minimeta.qc2' label.side='even' memory_mib=1024 name='n2' parameter.disks=['sda', 'sdb'] parameter.rack=7 tag='server'"
                    );
            }
        );

    [Fact]
    public Task Nodes_are_selected_by_facts_tags_and_registered_parameters() =>
        ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                NodeRegistry register = ClusterTies.Register(provider);
                await using Cluster cluster = await builder.WithNodeRegistry(register).ProvisionAsync(token);
                await register.UpdateAsync(
                    state =>
                        state.WithNode(
                            state.Find("n3")! with
                            {
                                Tag = "server",
                                Facts = ValueMap<FactValue>.Empty.With("rack", FactValue.From(7)),
                            }
                        ),
                    token
                );
                NodeSelector large = NodeSelector.Where("cpus", FactOperator.GreaterThanOrEqual, FactValue.From(4));

                ClusterTies.NamesOf(await cluster.Nodes.SelectAsync(large, 2, token)).ShouldBe(["n1", "n3"]);
                ClusterTies.NamesOf(await cluster.Nodes.SelectAsync(large.OrderBy("cpus"), 2, token)).ShouldBe(["n3", "n1"]);
                ClusterTies
                    .NamesOf(
                        await cluster.Nodes.SelectAsync(
                            NodeSelector.Where("tag", FactOperator.Equal, FactValue.From("server")),
                            cancellationToken: token
                        )
                    )
                    .ShouldBe(["n3"]);
                ClusterTies
                    .NamesOf(
                        await cluster.Nodes.SelectAsync(
                            NodeSelector.Where("parameter.rack", FactOperator.LessThan, FactValue.From(8)),
                            cancellationToken: token
                        )
                    )
                    .ShouldBe(["n3"]);
                ClusterTies
                    .NamesOf(
                        await cluster.Nodes.SelectAsync(
                            NodeSelector.Where("label.side", FactOperator.NotEqual, FactValue.From("odd")),
                            cancellationToken: token
                        )
                    )
                    .ShouldBe(["n2"]);
                ClusterTies
                    .NamesOf(
                        await cluster
                            .Nodes.InGroup("web")
                            .SelectAsync(
                                NodeSelector.Where("hostname", FactOperator.Contains, FactValue.From("2")),
                                cancellationToken: token
                            )
                    )
                    .ShouldBe(["n2"]);
                ClusterException refused = await Thrown.ByAsync<ClusterException>(() => cluster.Nodes.SelectAsync(large, 3, token));

                refused.Problems[0].ToString().ShouldContain("3 nodes requested; of 3 nodes 2 fit (n2: cpus is 2, not at least 4)");
            }
        );

    [Fact]
    public Task A_partition_acquires_nodes_that_match_its_selector_in_the_order_of_the_selector() =>
        ClusterTies.OnSimulationAsync(
            async (builder, _, token) =>
            {
                await using Cluster cluster = await builder.ProvisionAsync(token);
                NodeSelector large = NodeSelector.Where("cpus", FactOperator.GreaterThan, FactValue.From(2)).OrderBy("cpus");

                await using Partition first = await cluster.AcquirePartitionAsync(
                    new PartitionRequest("first", 1) { Selector = large },
                    token
                );
                await using Partition second = await cluster.AcquirePartitionAsync(
                    new PartitionRequest("second", 1) { Selector = large },
                    token
                );
                ClusterException refused = await Thrown.ByAsync<ClusterException>(() =>
                    cluster.AcquirePartitionAsync(new PartitionRequest("third", 1) { Selector = large }, token)
                );

                (ClusterTies.NamesOf(first.Nodes).Single(), ClusterTies.NamesOf(second.Nodes).Single()).ShouldBe(("n3", "n1"));
                refused.Message.ShouldContain("of 3 ready nodes 2 fit, and 0 of these are free (n2: cpus is 2, not greater than 2)");
            }
        );

    [Fact]
    public Task A_waiting_partition_acquires_matching_nodes_when_they_are_released() =>
        ClusterTies.OnSimulationAsync(
            async (builder, _, token) =>
            {
                await using Cluster cluster = await builder.ProvisionAsync(token);
                PartitionRequest large = new("second", 1)
                {
                    Selector = NodeSelector.Where("cpus", FactOperator.Equal, FactValue.From(8)),
                    Timeout = TimeSpan.FromMinutes(1),
                };
                Partition first = await cluster.AcquirePartitionAsync(large with { Name = "first" }, token);
                Task<Partition> waiting = cluster.AcquirePartitionAsync(large, token);

                await first.DisposeAsync();
                await using Partition second = await waiting;

                ClusterTies.NamesOf(second.Nodes).ShouldBe(["n1"]);
            }
        );

    [Fact]
    public Task An_unreachable_node_is_reported_and_not_selected_by_unknown_facts() =>
        ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                await using Cluster cluster = await builder.ProvisionAsync(token);
                provider.Inject(new CrashNode("n1"));

                ValueList<NodeFacts> facts = await cluster.Nodes.ReadFactsAsync(token);
                NodeSet chosen = await cluster.Nodes.SelectAsync(
                    NodeSelector.Where("hostname", FactOperator.Exists, FactValue.Null),
                    cancellationToken: token
                );

                facts[0].Problem.ShouldNotBeNull();
                facts[0].Host.ShouldBeNull();
                facts.Skip(1).ShouldAllBe(found => found.Problem == null);
                ClusterTies.NamesOf(chosen).ShouldBe(["n2"]);
            }
        );

    [Fact]
    public Task An_unreachable_node_does_not_match_and_the_error_gives_the_reason() =>
        ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                await using Cluster cluster = await builder.ProvisionAsync(token);
                NodeSelector web = NodeSelector.Where("group", FactOperator.Equal, FactValue.From("web"));
                provider.Inject(new CrashNode("n1"));

                ClusterException selected = await Thrown.ByAsync<ClusterException>(() => cluster.Nodes.SelectAsync(web, 3, token));
                ClusterException taken = await Thrown.ByAsync<ClusterException>(() =>
                    cluster.AcquirePartitionAsync(new PartitionRequest("job", 3) { Selector = web }, token)
                );
                ValueList<NodeFacts> facts = await cluster.Nodes.ReadFactsAsync(token);

                string why = $"(n1: it cannot be queried: {facts[0].Problem!.Message})";
                selected.Problems[0].Message.ShouldBe($"3 nodes requested; of 3 nodes 2 fit {why}");
                taken.Problems[0].Message.ShouldContain(why);
                ClusterTies.NamesOf(await cluster.Nodes.SelectAsync(web, 2, token)).ShouldBe(["n2", "n3"]);
            }
        );

    [Fact]
    public Task A_lost_node_leaves_the_registry_and_returns_with_its_registered_data() =>
        ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                NodeRegistry register = ClusterTies.Register(provider);
                await using Cluster cluster = await builder
                    .WithNodeRegistry(register)
                    .WithOptions(settings => settings with { AllowPartial = true, MaxReconcileIterations = 1 })
                    .ProvisionAsync(token);
                NodeRegistryState before = await register.UpdateAsync(
                    state => state.WithNode(state.Find("n1")! with { Tag = "server" }),
                    token
                );
                await using Partition job = await cluster.AcquirePartitionAsync(
                    new PartitionRequest("job", 1) { Selector = NodeSelector.Where("name", FactOperator.Equal, FactValue.From("n2")) },
                    token
                );
                provider.Inject(new CrashNode("n1"));
                provider.Inject(new CrashNode("n2"));
                provider.Inject(new LimitCloud("") { CapacityCount = 0, Duration = TimeSpan.FromMinutes(10) });

                await cluster.RepairAsync(token);
                NodeRegistryState meanwhile = register.Read();
                await Task.Delay(TimeSpan.FromMinutes(11), provider.Clock, token);
                await cluster.RepairAsync(token);

                meanwhile.Nodes.Select(node => node.Name).ShouldBe(["n2", "n3"], "n2 is the job's");
                meanwhile.IdleNodes.Select(node => node.Name).ShouldBe(["n3"]);
                register.Read().Nodes.OrderBy(node => node.Name, StringComparer.Ordinal).ShouldBe(before.Nodes);
            }
        );

    [Fact]
    public async Task Local_nodes_report_the_facts_of_their_host()
    {
        using TemporaryFolder folder = new();
        await using LocalProvider provider = ClusterTies.Local(folder.At("nodes"));
        await using Cluster cluster = await Cluster.Create(ClusterTies.Three).UseProvider(provider).ProvisionAsync();

        ValueList<NodeFacts> facts = await cluster.Nodes.ReadFactsAsync();

        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        facts.Select(found => found.Host!.KernelVersion).ShouldBe([kernel, kernel, kernel]);
        facts[0].Facts["kernel"].ShouldBe(FactValue.From(kernel));
        facts[0].Facts["cpus"].ShouldBe(FactValue.From(facts[0].Host!.Cpus));
    }
}
