using Scalewright.Providers.Vagrant.Machines;

namespace Vagrant.Tests;

public sealed class VagrantFaultTests : IDisposable
{
    private readonly VagrantLab _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task F_PROV_03_a_retried_step_creates_no_second_VM()
    {
        await using VagrantProvider provider = _place.Open();
        StepRequest request = _place.Requests.CreateNode("n-1");

        StepOutcome first = await VagrantLab.ApplyAsync(provider, request);
        StepOutcome again = await VagrantLab.ApplyAsync(provider, request);
        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);

        again.Resource!.Id.ShouldBe(first.Resource!.Id);
        _place.Machines().Length.ShouldBe(1);
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task A_VM_starts_at_the_first_attempt_after_a_kill_at_a_file_of_its_creation(int file)
    {
        StepRequest request = _place.Requests.CreateNode("n-1");
        await using (VagrantProvider killed = _place.Open(logger: VagrantLab.LogFor(new KillPoint(file))))
        {
            await Should.ThrowAsync<OperationCanceledException>(() => VagrantLab.ApplyAsync(killed, request));
        }

        await using VagrantProvider provider = _place.Open();
        await VagrantLab.ApplyAsync(provider, request);

        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, static found =>
            found is [{ State: ResourceState.Ready or ResourceState.Failed }]
        );
        _place.Commands.Count(static command => command.StartsWith("up ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_04_only_the_failed_VMs_of_a_common_start_are_started_again()
    {
        await using VagrantProvider provider = _place.Open();
        _place.SetFault("hang", isOn: true);
        ValueList<StepOutcome> created = await VagrantLab.ApplyAllAsync(provider, _place.Requests.CreateNodes(4));
        _place.FailStarts(created[0].Resource!, 1);
        _place.FailStarts(created[1].Resource!, 2);
        _place.SetFault("hang", isOn: false);

        ValueList<Resource> found = await VagrantLab.UntilAsync(provider, _place.Requests.Owner, nodes =>
            nodes.All(node => node.State != ResourceState.Pending)
        );

        found
            .Select(node => (node.Tag.Name, node.State))
            .Order()
            .ShouldBe([
                ("contract-1", ResourceState.Ready),
                ("contract-2", ResourceState.Failed),
                ("contract-3", ResourceState.Ready),
                ("contract-4", ResourceState.Ready),
            ]);
        _place
            .Commands.Where(command => command.StartsWith("up ", StringComparison.Ordinal))
            .CountBy(command => command.Split(' ')[1].Split('-')[1])
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value)
            .ShouldBe([2, 2, 1, 1]);
        AgentException refused = await Should.ThrowAsync<AgentException>(() =>
            provider.ConnectAsync(found.Single(node => node.State == ResourceState.Failed))
        );
        refused.Problems[0].Message.ShouldStartWith("'vagrant up' failed: Timed out while waiting for the machine to boot. ");
    }

    [Fact]
    public async Task F_PROV_07_a_network_without_free_addresses_is_named_in_the_error()
    {
        Subnet.TryParse("192.168.56.0/29", out Subnet narrow).ShouldBeTrue();
        await using VagrantProvider provider = _place.Open(options => options with { Network = narrow });

        ValueList<StepOutcome> outcomes = await VagrantLab.ApplyAllAsync(provider, _place.Requests.CreateNodes(6));

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(5);
        StepOutcome refused = outcomes.Single(outcome => outcome.Result == StepResult.Failed);
        (refused.Problem!.Code, refused.Problem.Message, refused.CanRetry).ShouldBe(
            (ProblemCode.InsufficientCapacity, "all addresses of 192.168.56.0/29 are in use", false)
        );
        outcomes
            .Where(outcome => outcome.Resource is not null)
            .Select(outcome => provider.FindAddress(outcome.Resource!))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["192.168.56.2", "192.168.56.3", "192.168.56.4", "192.168.56.5", "192.168.56.6"]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_09_and_10_a_VM_with_a_hanging_start_can_be_deleted_and_a_failed_deletion_can_be_retried()
    {
        await using VagrantProvider provider = _place.Open();
        _place.SetFault("hang", isOn: true);
        _place.SetFault("refuse", isOn: true);
        Resource node = (await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"))).Resource!;
        ResourceState state = (await provider.AdvanceAsync(_place.Requests.Owner)).Single().State;

        StepOutcome refused = await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(node));
        _place.SetFault("refuse", isOn: false);
        StepOutcome removed = await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(node));
        StepOutcome again = await VagrantLab.ApplyAsync(provider, _place.Requests.DestroyNode(node));

        (state, refused.Result, refused.CanRetry, removed.Result, again.Result).ShouldBe(
            (ResourceState.Pending, StepResult.Failed, true, StepResult.Succeeded, StepResult.Succeeded)
        );
        refused.Problem!.Message.ShouldBe("'vagrant destroy' failed: The provider could not remove the machine.");
        (_place.Machines().Length, _place.Vagrantfiles().Length).ShouldBe((0, 0));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_13_an_externally_deleted_VM_is_recreated()
    {
        await using VagrantProvider provider = _place.Open();
        await using Cluster cluster = await Cluster.Create(Farm(2)).UseProvider(provider).ProvisionAsync();
        ValueList<Resource> before = await provider.ObserveAsync(cluster.Owner);
        await _place.DoAsync(before[0], "destroy", "--force", before[0].Id.Split('/')[1]);

        await cluster.RepairAsync();

        ValueList<Resource> after = await provider.ObserveAsync(cluster.Owner);
        after.Select(node => node.State).ShouldBe([ResourceState.Ready, ResourceState.Ready]);
        after.Select(node => node.Id).Intersect(before.Select(node => node.Id)).ShouldBe([before[1].Id]);
        await cluster.DestroyAsync();
        _place.Machines().ShouldBeEmpty();
    }

    [Fact]
    public async Task F_PROV_15_invalid_output_and_errors_of_Vagrant_are_reported()
    {
        await using VagrantProvider provider = _place.Open();
        Resource node = (await VagrantLab.ApplyAsync(provider, _place.Requests.CreateNode("n-1"))).Resource!;
        await VagrantLab.UntilAsync(provider, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);
        await using VagrantProvider garbled = _place.Open(options =>
            options with
            {
                Run = (_, _) => Task.FromResult(new CommandResult(0, "<html>\u001b[2J", "")),
            }
        );
        await using VagrantProvider failing = _place.Open(options =>
            options with
            {
                Run = (_, _) => Task.FromResult(new CommandResult(1, "", "Ruby is not installed")),
            }
        );
        await using VagrantProvider missing = _place.Open(options => options with { Program = "/nowhere/vagrant" });

        AgentException unreadable = await Should.ThrowAsync<AgentException>(() => garbled.ConnectAsync(node));
        ProviderException failed = await Should.ThrowAsync<ProviderException>(() => failing.AdvanceAsync(_place.Requests.Owner));
        ProviderException notFound = await Should.ThrowAsync<ProviderException>(() => missing.CheckAsync(Farm(1)));

        (unreadable.Problems[0].Code, unreadable.Problems[0].Message).ShouldBe(
            (ProblemCode.ProviderContractViolation, "the output of 'vagrant ssh-config' cannot be read: <html>\\u001b[2J")
        );
        failed.Problems[0].Message.ShouldBe("'vagrant status' failed: Ruby is not installed");
        notFound.Problems[0].Message.ShouldStartWith("'/nowhere/vagrant' cannot be run: ");
    }

    [Fact]
    public async Task Observing_does_not_restart_an_interrupted_VM_start_and_advancing_does()
    {
        _place.SetFault("hang", isOn: true);
        await using (VagrantProvider first = _place.Open())
        {
            await VagrantLab.ApplyAsync(first, _place.Requests.CreateNode("n-1"));
            await _place.UntilStartedAsync();
        }

        _place.SetFault("hang", isOn: false);
        await using VagrantProvider second = _place.Open();
        int changeCount = _place.ChangeCount;

        for (int poll = 0; poll < 3; poll++)
        {
            (await second.ObserveAsync(_place.Requests.Owner)).Single().State.ShouldBe(ResourceState.Pending);
        }

        _place.ChangeCount.ShouldBe(changeCount);
        await VagrantLab.UntilAsync(second, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);
        _place.ChangeCount.ShouldBeGreaterThan(changeCount);
    }

    [Fact]
    public async Task F_PROV_18_a_second_program_does_not_start_a_VM_that_the_first_one_is_starting()
    {
        await using VagrantProvider first = _place.Open();
        await using VagrantProvider second = _place.Open();
        _place.SetFault("hang", isOn: true);
        await VagrantLab.ApplyAsync(first, _place.Requests.CreateNode("n-1"));
        await _place.UntilStartedAsync();

        ValueList<Resource> pending = await second.AdvanceAsync(_place.Requests.Owner);
        _place.SetFault("hang", isOn: false);
        await VagrantLab.UntilAsync(second, _place.Requests.Owner, found => found is [{ State: ResourceState.Ready }]);

        pending.Single().State.ShouldBe(ResourceState.Pending);
        _place.Machines().Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_is_not_reported_as_a_failure_of_vagrant_up()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_place.Clusters, MachineName.GetFolder(_place.Requests.Owner))).FullName;
        string file = Path.Combine(folder, MachineRepository.MachinesName);
        await File.WriteAllTextAsync(file, "");
        await using VagrantProvider provider = _place.Open();
        StepRequest request = _place.Requests.CreateNode("n-1");

        StepOutcome refused = await VagrantLab.ApplyAsync(provider, request);
        File.Delete(file);
        StepOutcome retried = await VagrantLab.ApplyAsync(provider, request);

        (refused.Result, refused.CanRetry, refused.Problem!.Field, retried.Result).ShouldBe(
            (StepResult.Failed, true, "n-1", StepResult.Succeeded)
        );
        refused.Problem.Message.ShouldStartWith("the record of its VM cannot be read or written: ");
        refused.Problem.Message.ShouldContain(file);
    }

    private static Topology Farm(int count) => Topology.Create("farm").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
}
