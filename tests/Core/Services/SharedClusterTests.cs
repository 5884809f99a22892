using Scalewright.Clusters.Registry;
using TemporaryFolder = global::Tests.Shared.TemporaryFolder;

namespace Services.Tests;

public sealed class SharedClusterTests
{
    [Fact]
    public Task Nodes_and_partitions_of_a_cluster_are_registered_while_they_exist() =>
        ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                NodeRegistry register = ClusterTies.Register(provider);
                Cluster cluster = await builder.WithNodeRegistry(register).ProvisionAsync(token);
                await using (cluster)
                {
                    await using (Partition job = await cluster.AcquirePartitionAsync("job", 2, token))
                    {
                        register.Read().Partitions.ShouldBe([new RegisteredPartition("job", ["n1", "n2"])]);
                        register.Read().IdleNodes.Select(node => node.Name).ShouldBe(["n3"]);
                    }

                    register.Read().Partitions.ShouldBeEmpty();
                    await cluster.ApplyAsync(
                        wanted =>
                            wanted with
                            {
                                Groups = wanted.Groups.With(
                                    "web",
                                    wanted.Groups["web"] with
                                    {
                                        Nodes = [.. wanted.Groups["web"].Nodes.Take(2)],
                                    }
                                ),
                            },
                        token
                    );
                    register.Read().Nodes.Select(node => node.Name).ShouldBe(["n1", "n2"]);
                }

                register.Read().ShouldBe(NodeRegistryState.Empty);
            }
        );

    [Fact]
    public Task A_node_in_a_partition_of_another_program_is_not_acquired() =>
        ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                NodeRegistry register = ClusterTies.Register(provider);
                await using Cluster cluster = await builder.WithNodeRegistry(register).ProvisionAsync(token);
                await ClusterTies.Register(provider).UpdateAsync(state => state.WithPartition("theirs", "n1", "n3"), token);

                await using Partition ours = await cluster.AcquirePartitionAsync("ours", 1, token);
                ClusterException busy = await Thrown.ByAsync<ClusterException>(() => cluster.AcquirePartitionAsync("more", 1, token));
                ClusterException named = await Thrown.ByAsync<ClusterException>(async () =>
                    await cluster.AcquirePartitionAsync("theirs", 1, token)
                );
                await ours.DisposeAsync();

                ClusterTies.NamesOf(cluster.Nodes.Where(node => node.Name == "n2")).ShouldBe(["n2"]);
                (busy.Code, named.Code).ShouldBe((ProblemCode.PartitionUnavailable, ProblemCode.PartitionUnavailable));
                register.Read().Partitions.ShouldBe([new RegisteredPartition("theirs", ["n1", "n3"])]);
            }
        );

    [Fact]
    public Task A_partition_name_of_another_program_is_rejected_and_no_node_stays_acquired() =>
        ClusterTies.OnSimulationAsync(
            async (builder, provider, token) =>
            {
                NodeRegistry register = ClusterTies.Register(provider);
                await using Cluster cluster = await builder.WithNodeRegistry(register).ProvisionAsync(token);
                await register.UpdateAsync(state => state.WithPartition("theirs"), token);

                ClusterException refused = await Thrown.ByAsync<ClusterException>(() => cluster.AcquirePartitionAsync("theirs", 3, token));
                await using Partition ours = await cluster.AcquirePartitionAsync("ours", 3, token);

                refused.Message.ShouldContain("partition 'theirs' is there already");
                ours.Nodes.Count.ShouldBe(3);
            }
        );

    [Fact]
    public async Task Local_nodes_are_registered_with_their_addresses_and_keep_registered_data()
    {
        using TemporaryFolder folder = new();
        NodeRegistry register = ClusterTies.Register(folder.At("register"));
        await register.UpdateAsync(state => state.WithNode(new RegisteredNode("n2", "later") { Tag = "server" }));
        await using LocalProvider provider = ClusterTies.Local(folder.At("nodes"));
        await using Cluster cluster = await Cluster
            .Create(ClusterTies.Three)
            .UseProvider(provider)
            .WithNodeRegistry(register)
            .ProvisionAsync();

        NodeRegistryState seen = ClusterTies.Register(folder.At("register")).Read();

        seen.Nodes.Single(node => node.Tag == "server").Name.ShouldBe("n2");
        string[] addresses =
        [
            .. (await provider.ObserveAsync(cluster.Owner))
                .OrderBy(node => node.Tag.Name, StringComparer.Ordinal)
                .Select(provider.FindAddress),
        ];
        addresses.ShouldAllBe(address => address.StartsWith("127.77.", StringComparison.Ordinal));
        seen.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal).Select(node => node.Address).ShouldBe(addresses);
    }
}
