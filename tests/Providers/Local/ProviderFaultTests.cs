namespace Local.Tests;

public sealed class ProviderFaultTests : IDisposable
{
    private readonly LocalFolder _folder = new();
    private readonly ContractRequests _orders = new(new Random(42), "faults", name => new NodeSpec(name, 1));

    public void Dispose() => _folder.Dispose();

    // The range has 8 addresses. The first, the last and that of this machine are not used for nodes.
    [Fact]
    public async Task F_PROV_04_and_07_nodes_beyond_the_available_addresses_fail_without_retry()
    {
        Subnet range = Subnet.TryParse("127.78.0.0/29", out Subnet parsed) ? parsed : default;
        await using LocalProvider provider = new(
            new LocalOptions
            {
                Isolation = LocalIsolation.Processes,
                Folder = _folder.Path,
                AddressRange = range,
            }
        );

        ValueList<StepOutcome> outcomes = await ApplyAsync(provider, [.. _orders.CreateNodes(10)]);

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(5);
        StepOutcome[] failed = [.. outcomes.Where(outcome => outcome.Result == StepResult.Failed)];
        failed.Length.ShouldBe(5);
        failed.ShouldAllBe(outcome =>
            !outcome.CanRetry
            && $"{outcome.Problem}"
                == "all addresses of 127.78.0.0/29 are in use; choose a larger range, or remove nodes that are no longer needed"
        );
        (await provider.ObserveAsync(_orders.Owner)).Count.ShouldBe(5);
        await ApplyAsync(
            provider,
            [.. outcomes.Where(outcome => outcome.Resource is not null).Select(outcome => _orders.DestroyNode(outcome.Resource!))]
        );
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    // A program that is killed while it acquires an address leaves the file NUMBER.ID.
    [Fact]
    public async Task F_PROC_01_a_leftover_address_reservation_of_a_killed_program_is_removed_with_its_node()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        Resource node = (await ApplyAsync(provider, [_orders.CreateNode("n1")])).Single().Resource!;
        await File.WriteAllTextAsync(Path.Join(_folder.Path, "addresses", $"7.{node.Id}"), "");

        await ApplyAsync(provider, [_orders.DestroyNode(node)]);

        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    // ResourceState: a resource that is being removed is neither ready nor usable. The file "ending" is written first and locked until the folder is gone.
    [Theory]
    [InlineData("ending")]
    [InlineData("files")]
    [InlineData("addresses")]
    public async Task F_PROC_01_a_removal_cut_by_a_kill_is_finished_by_the_next_change_and_by_the_reaper(string lastChange)
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("web-1", 1)] };
        Topology farm = Topology.Empty with { Name = "cut", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync();

        Resource cut = await CutRemovalAsync(provider, lastChange);
        await cluster.RepairAsync();

        (cut.State, cut.Waiting!.Message).ShouldBe((ResourceState.Failed, "its removal was interrupted; the next change removes it"));
        Resource node = (await provider.ObserveAsync(cluster.Owner)).ShouldHaveSingleItem();
        (node.State, node.Id == cut.Id).ShouldBe((ResourceState.Ready, false));
        (await cluster.Nodes[0].RunAsync(["echo", "up"])).Output.ShouldBe("up\n");
        await CutRemovalAsync(provider, lastChange);
        await using (LocalProvider other = _folder.Open(LocalIsolation.Processes))
        {
            await EveryLineage.ReapAsync(other);
        }

        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_that_a_running_program_removes_is_listed_as_being_removed()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        Resource node = (await ApplyAsync(provider, [_orders.CreateNode("n1")])).Single().Resource!;

        await using (new FileStream(Path.Join(_folder.Path, "nodes", node.Id, "ending"), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            (await provider.ObserveAsync(null)).Single().State.ShouldBe(ResourceState.Deleting);
            (await provider.AdvanceAsync(_orders.Owner)).Single().State.ShouldBe(ResourceState.Deleting);
        }

        (await provider.AdvanceAsync(_orders.Owner)).ShouldBeEmpty();
    }

    // WaitingReason: the reason why a resource is not ready. A folder "addresses" that is a link to itself fails both (ELOOP of symlink(7)).
    [Fact]
    public async Task A_node_that_can_be_neither_completed_nor_removed_is_listed_with_the_reason()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        Resource node = (await ApplyAsync(provider, [_orders.CreateNode("n1")])).Single().Resource!;
        string mark = Path.Join(_folder.Path, "nodes", node.Id, "mark.json");
        await File.WriteAllTextAsync(
            mark,
            (await File.ReadAllTextAsync(mark)).Replace("\"is_whole\": true", "\"is_whole\": false", StringComparison.Ordinal)
        );
        string addresses = Path.Join(_folder.Path, "addresses");
        Directory.Delete(addresses, recursive: true);
        File.CreateSymbolicLink(addresses, addresses);

        Resource stuck = (await provider.AdvanceAsync(_orders.Owner)).Single();
        File.Delete(addresses);

        (stuck.State, stuck.Waiting!.CanResolve).ShouldBe((ResourceState.Failed, false));
        stuck.Waiting.Message.ShouldStartWith($"creating {node.Id} failed: ");
        stuck.Waiting.Message.ShouldContain(addresses);
        (await provider.AdvanceAsync(_orders.Owner)).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [MachineFact("namespaces")]
    public async Task F_PROV_10_and_13_an_externally_deleted_node_is_reported_as_failed_and_recreated()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Namespaces);
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("web-1", 1), new NodeSpec("web-2", 2)] };
        Topology farm = Topology.Empty with { Name = "taken", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync();
        Resource lost = (await provider.ObserveAsync(cluster.Owner)).Single(node => node.Tag.Name == "web-1");
        LocalFolder.Run("ip", "netns", "del", lost.Id);

        ValueList<Resource> seen = await provider.ObserveAsync(cluster.Owner);
        await cluster.RepairAsync();

        seen.Select(node => (node.Tag.Name, node.State))
            .ShouldBe([("web-1", ResourceState.Failed), ("web-2", ResourceState.Ready)], ignoreOrder: true);
        (await provider.ObserveAsync(cluster.Owner)).ShouldAllBe(node => node.State == ResourceState.Ready && node.Id != lost.Id);
        foreach (Node node in cluster.Nodes)
        {
            CommandResult name = await node.RunAsync(["hostname"]);
            name.Output.Trim().ShouldBe(node.Name);
        }

        await cluster.DestroyAsync();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[1, 2]")]
    [InlineData(null)]
    public async Task F_PROV_15_a_damaged_node_record_is_reported_with_its_path_and_not_treated_as_deleted(string? content)
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        Resource node = (await ApplyAsync(provider, [_orders.CreateNode("n1")])).Single().Resource!;
        string mark = Path.Join(_folder.Path, "nodes", node.Id, "mark.json");
        string whole = await File.ReadAllTextAsync(mark);
        await File.WriteAllTextAsync(mark, content ?? new string('x', 10_000_000));

        ProviderException listing = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(_orders.Owner));
        ProviderException entering = await Should.ThrowAsync<ProviderException>(() => provider.ConnectAsync(node));
        StepOutcome removal = (await ApplyAsync(provider, [_orders.DestroyNode(node)])).Single();
        ValueList<Resource> beside = await provider.ObserveAsync(_orders.Owner with { Cluster = "beside" });
        DamagedNode damaged = provider.FindDamagedNodes().ShouldHaveSingleItem();

        string[] told = [listing.Message, entering.Message, $"{removal.Problem}"];
        told.ShouldAllBe(text => text.Contains(mark, StringComparison.Ordinal) && text.Length < 1000);
        (removal.Result, removal.CanRetry).ShouldBe((StepResult.Failed, false));
        beside.ShouldBeEmpty();
        (damaged.Id, damaged.Path, damaged.Owner).ShouldBe((node.Id, mark, _orders.Owner));
        await File.WriteAllTextAsync(mark, whole);
        (await provider.ObserveAsync(_orders.Owner)).Single().State.ShouldBe(ResourceState.Ready);
        await ApplyAsync(provider, [_orders.DestroyNode(node)]);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    // Process id 4194305 does not exist: ids on Linux do not exceed 4194304.
    [Fact]
    public async Task Leftovers_of_a_killed_program_are_removed_and_files_of_a_running_program_are_kept()
    {
        string nodes = Path.Join(_folder.Path, "nodes");
        string abandoned = Path.Join(nodes, ".sw0123456789.4194305.1");
        string busy = Path.Join(nodes, $".sw0123456789.{Environment.ProcessId}.99");
        Directory.CreateDirectory(Path.Join(abandoned, "files"));
        Directory.CreateDirectory(Path.Join(busy, "files"));
        string addresses = Directory.CreateDirectory(Path.Join(_folder.Path, "addresses")).FullName;
        await File.WriteAllTextAsync(Path.Join(addresses, "7"), "sw0123456789");
        await File.WriteAllTextAsync(Path.Join(addresses, "8.sw0123456789"), "sw0123456789");
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        Resource node = (await ApplyAsync(provider, [_orders.CreateNode("n1")])).Single().Resource!;

        Directory.Exists(abandoned).ShouldBeFalse();
        Directory.Exists(busy).ShouldBeTrue();
        Directory.GetFiles(addresses).Select(File.ReadAllText).ShouldBe([node.Id]);
        Directory.Delete(busy, recursive: true);
        await ApplyAsync(provider, [_orders.DestroyNode(node)]);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    /// <summary>Leaves a node as a program that is killed during its removal, after the given change.</summary>
    private async Task<Resource> CutRemovalAsync(LocalProvider provider, string lastChange)
    {
        Resource node = (await provider.ObserveAsync(null)).Single();
        string folder = Path.Join(_folder.Path, "nodes", node.Id);
        await File.WriteAllTextAsync(Path.Join(folder, "ending"), "");
        if (lastChange != "ending")
        {
            Directory.Delete(Path.Join(folder, "files"), recursive: true);
        }

        if (lastChange == "addresses")
        {
            Directory.Delete(Path.Join(_folder.Path, "addresses"), recursive: true);
        }

        return (await provider.ObserveAsync(null)).Single();
    }

    private static Task<ValueList<StepOutcome>> ApplyAsync(LocalProvider provider, ValueList<StepRequest> orders) =>
        provider.ApplyAllAsync(orders);
}
