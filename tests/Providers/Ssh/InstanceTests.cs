using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class InstanceTests(SshLab lab)
{
    private static readonly AccessKey Key = new("AKTEST", "a secret");

    [MachineFact("ssh-machines")]
    public async Task Commands_and_files_reach_the_machines_behind_auto_scaling_instances()
    {
        await using SimulationProvider simulation = new() { Options = new SimulationOptions { Pace = SimulationPace.OnDemand } };
        Cluster? place = null;
        await simulation.RunAsync(async token =>
            place = await Cluster.Create(Topology.Create("place").Build()).UseProvider(simulation).ProvisionAsync(token)
        );
        await using (
            AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(place!, new AutoScalingEndpointOptions { Keys = [Key] })
        )
        await using (AutoScalingServer server = await AutoScalingServer.StartAsync(endpoint))
        {
            await UseAsync(server.Address);
        }

        await simulation.RunAsync(_ => place!.DisposeAsync().AsTask());
    }

    private async Task UseAsync(Uri address)
    {
        await using SshTransport ssh = new(lab.Options);
        await using AutoScalingProvider provider = new(
            new AutoScalingOptions(address, Key)
            {
                Transport = ssh,
                NodeAddressSelector = MachineOf,
                ConsistencyWindow = TimeSpan.Zero,
            }
        );
        await using Cluster cluster = await Cluster
            .Create(Topology.Create("farm").AddProfile(Profile.Create("web").WithCount(3).Build()).Build())
            .UseProvider(provider)
            .ProvisionAsync();

        CommandResult[] names = await Task.WhenAll(cluster.Nodes.Select(node => node.RunAsync(["hostname"])));
        using MemoryStream content = new("hello"u8.ToArray());
        await cluster.Nodes[0].PutFileAsync("/tmp/greeting", content);
        CommandResult greeting = await cluster.Nodes[0].RunAsync(["cat", "/tmp/greeting"]);

        names.Select(name => name.Node).ShouldBe(cluster.Nodes.Select(node => node.Name));
        names.Select(name => name.Output).Order(StringComparer.Ordinal).ShouldBe(["node1\n", "node2\n", "node3\n"]);
        greeting.Output.ShouldBe("hello");
    }

    /// <summary>Maps the instance with address 10.0.0.N to machine N.</summary>
    private static NodeAddress MachineOf(InstanceAddress instance) =>
        SshLab.AddressOf(int.Parse(instance.PrivateIp.Split('.')[^1], CultureInfo.InvariantCulture));
}
