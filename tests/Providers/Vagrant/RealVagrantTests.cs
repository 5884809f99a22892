using Scalewright.Providers.Vagrant.Machines;
using ProgramResult = Scalewright.Agents.CommandResult;

namespace Vagrant.Tests;

public sealed class RealVagrantTests : IDisposable
{
    private readonly VagrantLab _place = new(isReal: true);

    public void Dispose() => _place.Dispose();

    [MachineFact("vagrant")]
    public void A_Vagrantfile_stays_valid_with_hostile_names_and_values()
    {
        using TemporaryFolder folder = new();
        string touched = folder.At("touched");
        string[] hostile = [$"it's #{{File.write(\"{touched}\", \"\")}}", @"back\", @"\'; end", "two\nend\nlines", "'", "ünïcode"];
        VagrantMachine[] machines = [.. hostile.Select((text, index) => Machine(text, $"192.168.56.{index + 2}"))];

        foreach (string hypervisor in (string[])["libvirt", "virtualbox"])
        {
            folder.Write(Vagrantfile.FileName, Vagrantfile.Write(machines, hypervisor));
            var result = Command.Run(
                RealVagrant.Program,
                folder.Root,
                new Dictionary<string, string> { ["VAGRANT_HOME"] = folder.At("home") },
                "validate",
                "--ignore-provider"
            );
            (result.ExitCode, result.Output.Split('\n')[^1]).ShouldBe((0, "Vagrantfile validated successfully."), result.Errors);
        }

        File.Exists(touched).ShouldBeFalse();
    }

    [MachineFact("vagrant")]
    public async Task A_check_of_a_topology_by_Vagrant_reports_a_missing_hypervisor()
    {
        await using VagrantProvider provider = _place.Open();
        await using VagrantProvider nowhere = _place.Open(options => options with { Hypervisor = "nowhere" });

        ValueList<Problem> none = await provider.CheckAsync(Farm(2));
        ValueList<Problem> missing = await nowhere.CheckAsync(Farm(2));

        none.ShouldBeEmpty();
        missing.ShouldHaveSingleItem().Message.ShouldStartWith("'vagrant validate' failed: The provider 'nowhere' could not be found");
    }

    [MachineFact("vagrant")]
    public async Task A_cluster_is_created_repaired_and_deleted()
    {
        await using VagrantProvider provider = _place.Open();
        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();
        ValueList<Resource> before = await provider.ObserveAsync(cluster.Owner);
        await using (await provider.ConnectAsync(before[0]))
        {
            await _place.DoAsync(before[0], "destroy", "--force", before[0].Id.Split('/')[1]);
        }

        await cluster.RepairAsync();
        ValueList<Resource> after = await provider.ObserveAsync(cluster.Owner);
        await cluster.DestroyAsync();

        after.Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        after.Select(node => node.Id).Intersect(before.Select(node => node.Id)).ShouldBe([before[1].Id]);
        _place.Machines().ShouldBeEmpty();
        _place.Vagrantfiles().ShouldBeEmpty();
    }

    [MachineFact("vagrant")]
    public async Task A_VM_being_started_by_another_program_is_deleted_after_the_start_completes()
    {
        await using VagrantProvider first = _place.Open();
        await using VagrantProvider second = _place.Open();
        _place.SetFault("hang", isOn: true);
        Resource node = (await VagrantLab.ApplyAsync(first, _place.Requests.CreateNode("n-1"))).Resource!;
        await _place.UntilStartedAsync();

        Task<StepOutcome> removing = VagrantLab.ApplyAsync(second, _place.Requests.DestroyNode(node));
        while (!_place.Commands.Any(command => command.StartsWith("destroy ", StringComparison.Ordinal)))
        {
            await Task.Delay(20);
        }

        string[] during = _place.Machines();
        _place.SetFault("hang", isOn: false);
        StepOutcome removed = await removing;

        (during.Length, removed.Result).ShouldBe((1, StepResult.Succeeded));
        (_place.Machines().Length, _place.Vagrantfiles().Length).ShouldBe((0, 0));
    }

    [MachineFact("vagrant")]
    public async Task A_late_start_of_a_VM_that_is_being_deleted_is_rejected()
    {
        await using VagrantProvider provider = _place.Open();
        Resource node = (await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"))).Resource!;
        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);
        _place.SetFault("refuse", isOn: true);
        StepOutcome refused = await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(node));
        _place.SetFault("refuse", isOn: false);

        ProgramResult late = await _place.TryAsync(node, "up", node.Id.Split('/')[1], "--provider", "loopback");
        ValueList<Resource> found = await provider.AdvanceAsync(_place.Requests.Owner);

        refused.Problem!.Message.ShouldBe("'vagrant destroy' failed: The provider could not remove the machine.");
        late.ExitCode.ShouldBe(1);
        late.Error.ShouldContain("It is removed already.");
        found.Single().State.ShouldBe(ResourceState.Failed);
    }

    private static Topology Farm(int count) => Topology.Create("farm").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();

    private static VagrantMachine Machine(string text, string address)
    {
        ResourceTag tag = new(new Owner(default, text), Scalewright.Planning.StepTarget.Node, text, text);
        return new VagrantMachine
        {
            Name = MachineName.From(tag),
            Box = text,
            Cpus = 1,
            MemoryMiB = 256,
            Address = address,
            Tag = StoredResourceTag.FromTag(tag, default),
        };
    }
}
