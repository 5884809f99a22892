namespace Vagrant.Tests;

public sealed class OtherMachineTests : IDisposable
{
    private readonly VagrantLab _place = new(isReal: false);

    public void Dispose() => _place.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_cluster_of_VMs_on_a_node_is_created_repaired_and_deleted_without_leftovers()
    {
        await using Cluster hosts = await ReserveAsync();
        await using VagrantProvider provider = _place.Open(options =>
            options with
            {
                Host = VagrantHost.FromNode(hosts.Nodes[0], _place.OtherMachine),
            }
        );
        Topology topology = Topology.Create("inner").AddProfile(Profile.Create("vm").WithCount(2).Build()).Build();
        Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();

        Resource broken = (await provider.ObserveAsync(cluster.Owner))[0];
        await _place.DoOnOtherAsync(broken, "destroy", "--force", broken.Id.Split('/')[1]);
        await cluster.RepairAsync();

        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        (_place.Machines().Length, _place.MachinesOnOther().Length).ShouldBe((0, 2));
        await cluster.DestroyAsync();
        await cluster.DisposeAsync();
        await hosts.DestroyAsync();
        Directory.EnumerateFileSystemEntries(_place.OtherMachine).ShouldBeEmpty();
        Directory.EnumerateDirectories(_place.Clusters).ShouldBeEmpty();
    }

    [Fact]
    public async Task F_PROV_02_an_unreachable_host_is_a_transient_error_and_no_VM_is_treated_as_gone_or_failed()
    {
        bool isAway = false;
        VagrantHost there = _place.Other;
        VagrantHost host = there with
        {
            RunCommand = (request, token) =>
                Volatile.Read(ref isAway)
                    ? throw new AgentException("host", new Problem(ProblemCode.ConnectionLost, "no answer", "repair it"))
                    {
                        IsTransient = true,
                    }
                    : there.RunCommand(request, token),
        };
        await using VagrantProvider provider = _place.Open(options => options with { Host = host, MaxStartAttempts = 1 });
        await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"));
        Resource ready = (
            await VagrantLab.UntilAsync(provider, _place.Requests.Owner, nodes => nodes is [{ State: ResourceState.Ready }])
        ).Single();

        Volatile.Write(ref isAway, true);
        await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-2"));
        ProviderException lost = await Should.ThrowAsync<ProviderException>(() => provider.AdvanceAsync(_place.Requests.Owner));
        StepOutcome removal = await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(ready));
        Volatile.Write(ref isAway, false);

        (lost.IsTransient, lost.Problems[0].Code).ShouldBe((true, ProblemCode.ConnectionLost));
        (removal.Result, removal.CanRetry).ShouldBe((StepResult.Failed, true));
        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, nodes =>
            nodes.Any(node => node is { Tag.Name: "n-2", State: ResourceState.Ready })
        );
    }

    [Fact]
    public async Task A_check_fails_when_the_host_was_deleted_by_its_cluster()
    {
        Cluster hosts = await ReserveAsync();
        VagrantHost host = VagrantHost.FromNode(hosts.Nodes[0], _place.OtherMachine);
        await hosts.DestroyAsync();
        await using VagrantProvider provider = _place.Open(options => options with { Host = host });
        Topology topology = Topology.Create("inner").AddProfile(Profile.Create("vm").WithCount(1).Build()).Build();

        await Should.ThrowAsync<ProviderException>(() => provider.CheckAsync(topology));
        await hosts.DisposeAsync();
    }

    [Fact]
    public async Task Problems_are_reported_before_anything_is_created()
    {
        await using VagrantProvider provider = _place.Open(options => options with { Host = _place.Other, Program = "no-such-vagrant" });
        Topology topology = Topology.Create("inner").AddProfile(Profile.Create("vm").WithCount(1).Build()).Build();

        await Should.ThrowAsync<ProviderException>(() => provider.CheckAsync(topology));
        Should.Throw<ArgumentException>(() => _place.Open(options => options with { Host = _place.Other with { Folder = "vms" } }));
    }

    private async Task<Cluster> ReserveAsync() =>
        await Cluster
            .Create(Topology.Create("hosts").AddProfile(Profile.Create("host").WithCount(1).Build()).Build())
            .UseOwnedProvider(new LocalProvider(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _place.At("hosts") }))
            .ProvisionAsync();
}
