namespace AutoScaling.Tests.Backend;

/// <summary>Commands on nodes through the transport, and the addresses of instances.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    private static readonly Topology Farm = Topology
        .Create("farm")
        .AddProfile(Profile.Create("web").WithCount(3).WithContainersPerNode(1).Build())
        .Build();

    private SimulatedEndpoint? _place;

    public async Task InitializeAsync() => _place = await SimulatedEndpoint.OpenAsync();

    public async Task DisposeAsync() => await _place!.DisposeAsync();

    [Fact]
    public async Task Commands_run_at_the_addresses_selected_for_the_instances()
    {
        List<InstanceAddress> asked = [];
        await using AutoScalingProvider provider = new(_place!.Options with { NodeAddressSelector = Reach });
        await using Cluster cluster = await Cluster.Create(Farm).UseProvider(provider).ProvisionAsync();

        CommandResult[] results = await Task.WhenAll(cluster.Nodes.Select(node => node.RunAsync(["hostname"])));

        results.Select(result => result.Node).ShouldBe(cluster.Nodes.Select(node => node.Name));
        results
            .Select(result => result.Output.Trim())
            .ShouldBe(results.Select(result => asked.First(instance => instance.Node == result.Node).InstanceId));
        results.Select(result => result.Output).Distinct().Count().ShouldBe(3);

        NodeAddress Reach(InstanceAddress instance)
        {
            lock (asked)
            {
                asked.Add(instance);
            }

            return new NodeAddress(instance.InstanceId);
        }
    }

    [Fact]
    public async Task A_cluster_without_a_transport_is_provisioned_but_cannot_run_commands()
    {
        await using AutoScalingProvider provider = new(_place!.Options with { Transport = null });
        await using Cluster cluster = await Cluster.Create(Farm).UseProvider(provider).ProvisionAsync();

        AgentException refused = await Should.ThrowAsync<AgentException>(() => cluster.Nodes[0].RunAsync(["hostname"]));

        refused.Problems[0].Advice.ShouldContain("AutoScalingOptions.Transport");
    }

    [Fact]
    public async Task A_command_on_an_instance_without_an_address_fails_with_NoAddress()
    {
        await using AutoScalingProvider provider = new(_place!.Options with { NodeAddressSelector = _ => new NodeAddress("") });
        await using Cluster cluster = await Cluster.Create(Farm).UseProvider(provider).ProvisionAsync();

        AgentException refused = await Should.ThrowAsync<AgentException>(() => cluster.Nodes[0].RunAsync(["hostname"]));

        refused.Code.ShouldBe(ProblemCode.NoAddress);
    }

    [Theory]
    [InlineData("10.0.0.1", "198.51.100.1", "one.example", "198.51.100.1")]
    [InlineData("10.0.0.1", "", "one.example", "one.example")]
    [InlineData("10.0.0.1", "", "", "10.0.0.1")]
    [InlineData("", "", "", "")]
    public void The_host_of_an_instance_is_its_public_address_if_it_has_one(string inside, string outside, string name, string host) =>
        new InstanceAddress("n-1", "i-1", inside, outside, name).Host.ShouldBe(host);
}
