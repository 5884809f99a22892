namespace Minimega.Tests.Backend;

/// <summary>minimega has no accounts, quotas, pages or spot notices, and its lists do not lag.</summary>
public sealed class ProviderFaultTests
{
    private readonly ContractRequests _orders = new(new Random(3), "troubled", LoopbackMinimega.Specify);

    [Theory, InlineData(true), InlineData(false)]
    public async Task F_PROV_03_a_launch_without_a_response_has_an_unknown_outcome_and_a_retry_creates_no_duplicate(bool isAfterEffect)
    {
        int launches = 0;
        Task Lose(string command, CancellationToken cancellationToken) =>
            command.Contains("vm launch", StringComparison.Ordinal) && Interlocked.Increment(ref launches) == 1
                ? throw new IOException("lost on purpose")
                : Task.CompletedTask;
        await using LoopbackMinimega place = new(options =>
            isAfterEffect ? options with { BeforeReply = Lose } : options with { BeforeCommand = Lose }
        );
        await using MinimegaProvider provider = place.Open();
        StepRequest order = _orders.CreateNode("n-1");

        StepOutcome first = await DoAsync(provider, order);
        int made = place.Vms(_orders.Owner);
        StepOutcome again = await DoAsync(provider, order);

        (first.Result, made).ShouldBe((StepResult.Unknown, isAfterEffect ? 1 : 0));
        first.Problem!.Code.Id.ShouldBe("SW4103");
        (again.Result, place.Vms(_orders.Owner)).ShouldBe((StepResult.Succeeded, 1));
    }

    [Fact]
    public async Task F_PROV_03_a_configuration_command_without_a_response_can_be_retried()
    {
        int settings = 0;
        await using LoopbackMinimega place = new(options =>
            options with
            {
                BeforeReply = (command, _) =>
                    command.Contains("vm config memory", StringComparison.Ordinal) && Interlocked.Increment(ref settings) == 1
                        ? throw new IOException("lost on purpose")
                        : Task.CompletedTask,
            }
        );
        await using MinimegaProvider provider = place.Open();
        StepRequest order = _orders.CreateNode("n-1");

        StepOutcome first = await DoAsync(provider, order);
        StepOutcome again = await DoAsync(provider, order);

        (first.Result, first.CanRetry).ShouldBe((StepResult.Failed, true));
        (again.Result, place.Vms(_orders.Owner)).ShouldBe((StepResult.Succeeded, 1));
    }

    [Fact]
    public async Task F_PROV_04_and_07_nodes_within_the_server_limit_are_created_and_the_rest_fail_without_a_retry()
    {
        await using LoopbackMinimega place = new(options => options with { VmsMax = 7 });
        await using MinimegaProvider provider = place.Open();

        ValueList<StepOutcome> outcomes = await ApplyAsync(provider, _orders.CreateNodes(10));

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(7);
        StepOutcome[] refused = [.. outcomes.Where(outcome => outcome.Result == StepResult.Failed)];
        refused.ShouldAllBe(outcome => !outcome.CanRetry && outcome.Problem!.Message.Contains("too many vms", StringComparison.Ordinal));
        (refused.Length, place.Vms(_orders.Owner)).ShouldBe((3, 7));
        place.Server.Commands.Count(command => command.Contains("vm launch", StringComparison.Ordinal)).ShouldBe(10);
    }

    [Fact]
    public async Task F_PROV_09_and_10_a_deletion_that_times_out_fails_and_can_be_retried()
    {
        LoopbackMinimega? place = null;
        bool isStuck = true;
        Task Meddle(string command, CancellationToken cancellationToken)
        {
            string space = command.Split(' ')[1];
            string[] commands =
                command.Contains("vm launch container contract-1-", StringComparison.Ordinal) ? ["vm config save kept"]
                : command.Contains("vm flush", StringComparison.Ordinal) && isStuck
                    ? ["vm flush", "vm config restore kept", $"vm launch container {command.Split(' ')[^1]}"]
                : [];
            place!.Run(space, commands);
            return Task.CompletedTask;
        }

        await using LoopbackMinimega made = place = new LoopbackMinimega(options => options with { BeforeCommand = Meddle });
        await using MinimegaProvider provider = new(place.Options with { RemovalTimeout = TimeSpan.FromMilliseconds(50) });
        ValueList<StepOutcome> nodes = await ApplyAsync(provider, _orders.CreateNodes(2));

        StepOutcome first = await DoAsync(provider, _orders.DestroyNode(nodes[0].Resource!));
        isStuck = false;
        StepOutcome again = await DoAsync(provider, _orders.DestroyNode(nodes[0].Resource!));
        StepOutcome gone = await DoAsync(provider, _orders.DestroyNode(nodes[0].Resource!));

        (first.Result, first.CanRetry, first.Problem?.Code.Id).ShouldBe((StepResult.Failed, true, "SW4109"));
        (again.Result, gone.Result, place.Vms(_orders.Owner)).ShouldBe((StepResult.Succeeded, StepResult.Succeeded, 1));
    }

    [Fact]
    public async Task F_PROV_11_a_VM_with_the_name_of_a_deleted_one_is_not_mistaken_for_it()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        Resource node = (await DoAsync(provider, _orders.CreateNode("n-1"))).Resource!;
        (string space, string vm) = Parts(node);
        place.Run(
            space,
            $"vm kill {vm}",
            "vm flush",
            "clear vm config",
            "vm config filesystem /other",
            $"vm launch container {vm}",
            $"vm start {vm}"
        );

        StepOutcome removed = await DoAsync(provider, _orders.DestroyNode(node));
        AgentException refused = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));

        (removed.Result, removed.Problem?.Code).ShouldBe((StepResult.Failed, ProblemCode.ForeignResource));
        refused.Code.ShouldBe(ProblemCode.ResourceNotFound);
        place.Vms(_orders.Owner).ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_13_externally_stopped_VMs_are_failed_and_externally_deleted_ones_are_gone()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        ValueList<StepOutcome> made = await ApplyAsync(provider, _orders.CreateNodes(3));
        (string space, string stopped) = Parts(made[0].Resource!);
        string killed = Parts(made[1].Resource!).Vm;

        place.Run(space, $"vm stop {stopped}", $"vm kill {killed}");
        ValueList<Resource> found = await provider.ObserveAsync(_orders.Owner);
        place.Run(space, $"vm flush {killed}");
        ValueList<Resource> left = await provider.ObserveAsync(_orders.Owner);

        found.Select(node => node.State).ShouldBe([ResourceState.Failed, ResourceState.Failed, ResourceState.Ready]);
        left.Select(node => node.Tag.Name).ShouldBe(["contract-1", "contract-3"]);
        (await DoAsync(provider, _orders.DestroyNode(found[1]))).Result.ShouldBe(StepResult.Succeeded);
    }

    [Fact]
    public async Task F_PROV_14_a_VM_launched_by_others_in_our_namespace_is_neither_listed_nor_deleted()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        Resource node = (await DoAsync(provider, _orders.CreateNode("n-1"))).Resource!;
        place.Run(Parts(node).Space, "clear vm config", "vm config filesystem /other", "vm launch container n-2");

        ValueList<Resource> found = await provider.ObserveAsync(null);
        StepOutcome removed = await DoAsync(provider, _orders.DestroyNode(node));
        await DoAsync(provider, _orders.DestroyNode(node with { Id = $"{Parts(node).Space}/n-2", Tag = node.Tag with { Name = "n-2" } }));

        (found.Count, removed.Result).ShouldBe((1, StepResult.Succeeded));
        place.Names(Parts(node).Space).ShouldBe(["n-2"]);
    }

    [Theory]
    [InlineData("<html><body>502 Bad Gateway</body></html>\n")]
    [InlineData("{\"Resp\":[{\"Host\":\"head\"\n")]
    [InlineData(
        "{\"Resp\":[{\"Host\":\"head\",\"Response\":\"\",\"Header\":[\"a\"],\"Tabular\":[[\"1\",\"2\"]],\"Error\":\"\",\"Data\":null}],\"Rendered\":\"\",\"More\":false,\"Status\":false}\n"
    )]
    public async Task F_PROV_15_an_invalid_server_response_is_a_provider_error(string reply)
    {
        await using OneReplyServer server = new(reply);
        await using MinimegaProvider provider = new(new MinimegaOptions { SocketPath = server.Path });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        failure.Problems[0].Message.ShouldContain("namespace");
        failure.Problems[0].Message.Length.ShouldBeLessThan(400);
    }

    [Theory]
    [InlineData("clear vm config")]
    [InlineData("vm config tags scalewright owner=other")]
    public async Task F_PROV_18_a_launch_disturbed_by_another_client_fails_without_a_VM_and_can_be_retried(string between)
    {
        LoopbackMinimega? place = null;
        int launches = 0;
        Task Meddle(string command, CancellationToken cancellationToken)
        {
            if (command.Contains("vm launch", StringComparison.Ordinal) && Interlocked.Increment(ref launches) == 1)
            {
                place!.Server.Execute($"{command.Split(" vm launch")[0]} {between}");
            }

            return Task.CompletedTask;
        }

        await using LoopbackMinimega made = place = new LoopbackMinimega(options => options with { BeforeCommand = Meddle });
        await using MinimegaProvider provider = place.Open();
        StepRequest order = _orders.CreateNode("n-1");

        StepOutcome first = await DoAsync(provider, order);
        int left = place.Vms(_orders.Owner);
        StepOutcome again = await DoAsync(provider, order);

        (first.Result, left).ShouldBe((StepResult.Failed, 0));
        first.Problem!.Code.Id.ShouldBe("SW4108");
        (again.Result, place.Vms(_orders.Owner)).ShouldBe((StepResult.Succeeded, 1));
    }

    [Fact]
    public async Task A_command_fails_and_is_not_sent_when_another_client_changes_the_filter()
    {
        LoopbackMinimega? place = null;
        Task Meddle(string command, CancellationToken cancellationToken)
        {
            if (command.Contains("cc background", StringComparison.Ordinal))
            {
                place!.Server.Execute($"{command.Split(" cc background")[0]} cc filter uuid=other");
            }

            return Task.CompletedTask;
        }

        await using LoopbackMinimega made = place = new LoopbackMinimega(options => options with { BeforeCommand = Meddle });
        await using MinimegaProvider provider = place.Open();
        Resource node = (await DoAsync(provider, _orders.CreateNode("n-1"))).Resource!;
        await using INodeConnection connection = await provider.ConnectAsync(node);

        AgentException failure = await Should.ThrowAsync<AgentException>(() => connection.RunAsync(new CommandRequest(["true"])));

        failure.Problems[0].Message.ShouldContain("filter");
        place.Server.Execute($"namespace {Parts(node).Space} cc commands")[0].Entries![0].Tabular!.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_launch_reports_the_message_of_minimega_and_leaves_nothing()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = new(place.Options with { DefaultNodeKind = MinimegaNodeKind.Kvm });

        StepOutcome outcome = await DoAsync(provider, _orders.CreateNode("n-1"));

        (outcome.Result, outcome.CanRetry, outcome.Problem!.Code.Id).ShouldBe((StepResult.Failed, false, "SW4108"));
        outcome.Problem.Message.ShouldContain("Could not open '/rootfs'");
        place.Spaces().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_container_without_an_image_fails_and_leaves_nothing()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        StepRequest order = new ContractRequests(new Random(4), "empty", name => new NodeSpec(name, 1)
        {
            Hardware = new NodeHardware { Image = "" },
        }).CreateNode("n-1");

        StepOutcome outcome = await DoAsync(provider, order);

        (outcome.Result, outcome.Problem!.Code.Id).ShouldBe((StepResult.Failed, "SW4108"));
        outcome.Problem.Message.ShouldBe("a container has no image");
        place.Spaces().ShouldBeEmpty();
    }

    // minimega 3.1.0, "vm config filesystem": the root file system of containers. The annotation sets it like the image.
    [Fact]
    public async Task A_container_may_name_its_root_file_system_in_an_annotation()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        ValueMap<string> annotations = ValueMap<string>.Empty.With("minimega.filesystem", "/images/root");
        ContractRequests orders = new(new Random(4), "empty", name => new NodeSpec(name, 1)
        {
            Hardware = new NodeHardware { Image = "" },
            Annotations = annotations,
        });

        StepOutcome outcome = await DoAsync(provider, orders.CreateNode("n-1"));

        outcome.Result.ShouldBe(StepResult.Succeeded, $"{outcome.Problem}");
    }

    [Fact]
    public async Task The_reaper_deletes_a_namespace_without_nodes()
    {
        await using LoopbackMinimega place = new();
        await using MinimegaProvider provider = place.Open();
        Resource node = (await DoAsync(provider, _orders.CreateNode("n-1"))).Resource!;
        (string space, string vm) = Parts(node);
        place.Run(space, $"vm kill {vm}", "vm flush");

        (await provider.ObserveAsync(_orders.Owner)).ShouldHaveSingleItem().Tag.Target.ShouldBe(StepTarget.Network);
        await Reaper.ReapAsync(provider, new ReapRequest { Lineage = _orders.Owner.Lineage });

        place.Spaces().ShouldBeEmpty();
    }

    private static (string Space, string Vm) Parts(Resource node) => (node.Id.Split('/')[0], node.Id.Split('/')[1]);

    private static async Task<StepOutcome> DoAsync(MinimegaProvider provider, StepRequest order) =>
        (await ApplyAsync(provider, [order])).Single();

    private static Task<ValueList<StepOutcome>> ApplyAsync(MinimegaProvider provider, ValueList<StepRequest> orders) =>
        provider.ApplyAllAsync(orders);
}
