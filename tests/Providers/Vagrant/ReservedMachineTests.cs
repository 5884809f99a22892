using Grid5000.Tests;
using Scalewright.Providers.Grid5000;

namespace Vagrant.Tests;

public sealed class ReservedMachineTests : IDisposable
{
    private readonly VagrantLab _place = new(isReal: false);

    public void Dispose() => _place.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Reserved_machines_can_host_VMs_until_their_job_ends()
    {
        await using Site site = await Site.StartAsync();
        await using ThisMachine way = new();
        await using Grid5000Provider reserved = site.Open(options => options with { Transport = way });
        await using Cluster hosts = await Cluster.Create(Two("hosts")).UseProvider(reserved).ProvisionAsync();
        await using VagrantProvider first = OpenOn(hosts.Nodes[0]);
        await using VagrantProvider second = OpenOn(hosts.Nodes[1]);
        await using Cluster inner = await Cluster.Create(Two("inner")).UseProvider(first).ProvisionAsync();
        await using Cluster outer = await Cluster.Create(Two("outer")).UseProvider(second).WithState(_place.At("state")).ProvisionAsync();

        (MachinesOf(hosts.Nodes[0]), MachinesOf(hosts.Nodes[1])).ShouldBe((2, 2));
        (await first.ObserveAsync(null)).Select(node => node.Tag.Owner).Distinct().ShouldBe([inner.Owner]);

        string emptied = hosts.Nodes[0].Name;
        await inner.DestroyAsync();
        await hosts.DestroyAsync();

        site.Server.LiveJobs("rennes").ShouldBeEmpty();
        Directory.GetFileSystemEntries(_place.At(emptied)).ShouldBeEmpty();
        // The machines of a completed job belong to others: the state of these VMs is unknown.
        await Should.ThrowAsync<ProviderException>(() => second.ObserveAsync(outer.Owner));
    }

    private static Topology Two(string name) =>
        Topology.Create(name).AddProfile(Profile.Create(name == "hosts" ? "host" : "vm").WithCount(2).Build()).Build();

    private int MachinesOf(Node host) => Directory.GetFiles(_place.At(host.Name), "state", SearchOption.AllDirectories).Length;

    private VagrantProvider OpenOn(Node host) =>
        _place.Open(options =>
            options with
            {
                Folder = _place.At($"here-{host.Name}"),
                Host = VagrantHost.FromNode(host, _place.At(host.Name)),
            }
        );
}
