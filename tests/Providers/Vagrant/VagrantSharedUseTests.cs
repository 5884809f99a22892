namespace Vagrant.Tests;

public sealed class VagrantSharedUseTests : IDisposable
{
    private readonly VagrantLab _place = new();

    public void Dispose() => _place.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_02_a_cluster_is_created_completely_although_Vagrant_fails_temporarily()
    {
        int remainingFailures = 3;
        await using VagrantProvider provider = _place.Open(options =>
            options with
            {
                Clock = new ImpatientClock(),
                Run = (request, token) =>
                    request.Command[1] == "status" && Interlocked.Decrement(ref remainingFailures) >= 0
                        ? Task.FromResult(
                            new CommandResult(
                                1,
                                "1700000000,,error-exit,Vagrant::Errors::HomeDirectoryNotAccessible,The home directory is busy%!(VAGRANT_COMMA) or gone\n",
                                ""
                            )
                        )
                        : options.Run(request, token),
            }
        );

        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();

        (await provider.ObserveAsync(cluster.Owner)).Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        _place.Machines().Length.ShouldBe(2);
        remainingFailures.ShouldBeLessThan(0);
        await cluster.DestroyAsync();
    }

    [Fact]
    public async Task F_PROV_11_a_request_to_delete_an_old_node_keeps_a_newer_VM_of_the_same_name()
    {
        await using VagrantProvider provider = _place.Open();
        Resource old = (await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"))).Resource!;
        await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(old));
        Resource node = (await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"))).Resource!;
        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);

        StepOutcome outcome = await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(old));

        node.Id.ShouldNotBe(old.Id);
        outcome.Result.ShouldBe(StepResult.Succeeded);
        (await provider.AdvanceAsync(_place.Requests.Owner)).Single().ShouldBe(node with { State = ResourceState.Ready });
    }

    [Fact]
    public async Task F_PROV_14_a_VM_of_others_in_the_folder_is_neither_listed_nor_deleted()
    {
        await using VagrantProvider provider = _place.Open();
        Resource foreign = _place.CreateManually("sw-theirs-0123456789", "web");
        await _place.DoAsync(foreign, "up", "web", "--provider", "loopback");

        ValueList<Resource> found = await provider.ObserveAsync(null);
        StepOutcome removed = await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(foreign));

        found.ShouldBeEmpty();
        removed.Result.ShouldBe(StepResult.Succeeded);
        (_place.Machines().Single(), _place.Vagrantfiles().Length).ShouldBe(("web", 1));
    }

    // Vagrant's message while an entry of its machine index is written (locales/en.yml, machine_locked).
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_18_a_query_of_a_VM_locked_by_another_program_is_retried()
    {
        int remainingFailures = 1;
        await using VagrantProvider provider = _place.Open(options =>
            options with
            {
                Run = (request, token) =>
                    request.Command[1] == "status" && Interlocked.Decrement(ref remainingFailures) >= 0
                        ? Task.FromResult(
                            new CommandResult(
                                1,
                                "1700000000,,error-exit,Vagrant::Errors::MachineLocked,Vagrant can't use the requested machine because it is locked! This\\nmeans that\n",
                                ""
                            )
                        )
                        : options.Run(request, token),
            }
        );
        await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"));

        ValueList<Resource> found = await VagrantLab.UntilAsync(provider, _place.Requests.Owner, nodes =>
            nodes.Single().State != ResourceState.Pending
        );

        (found.Single().State, remainingFailures).ShouldBe((ResourceState.Ready, -1));
    }

    private static Topology Farm(int count) => Topology.Create("farm").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
}
