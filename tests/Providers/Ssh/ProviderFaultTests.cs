namespace Ssh.Tests;

/// <summary>Tests too few machines, refused logins, and removed or damaged ownership tags.</summary>
[Collection(LabMachines.Name)]
public sealed class ProviderFaultTests(SshLab lab)
{
    private readonly ContractRequests _orders = new(new Random(42), "faults", name => new NodeSpec(name, 1));

    [MachineFact("ssh-machines")]
    public async Task F_PROV_04_and_07_nodes_beyond_the_available_machines_fail_without_retry()
    {
        await using SshProvider provider = Open("few", 1, 2);

        ValueList<StepOutcome> outcomes = await ApplyAsync(provider, [.. _orders.CreateNodes(5)]);
        ValueList<Resource> made = await provider.ObserveAsync(_orders.Owner);
        ValueList<StepOutcome> removed = await ApplyAsync(provider, [.. made.Select(_orders.DestroyNode)]);

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(2);
        StepOutcome[] failed = [.. outcomes.Where(outcome => outcome.Result == StepResult.Failed)];
        failed.Length.ShouldBe(3);
        failed.ShouldAllBe(outcome =>
            !outcome.CanRetry && outcome.Problem!.Message.StartsWith("no host of 2 is free: ", StringComparison.Ordinal)
        );
        made.Count.ShouldBe(2);
        removed.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
    }

    [MachineFact("ssh-machines")]
    public async Task F_PROV_10_and_13_a_node_that_lost_its_ownership_tag_is_recreated_and_can_be_destroyed()
    {
        await using SshProvider provider = Open("taken", 1);
        NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("web-1", 1)] };
        Topology farm = Topology.Empty with { Name = "taken", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync();
        Resource lost = (await provider.ObserveAsync(cluster.Owner)).ShouldHaveSingleItem();
        Directory.Delete(MarkFolder("taken", 1), recursive: true);

        ValueList<Resource> seen = await provider.ObserveAsync(cluster.Owner);
        await cluster.RepairAsync();
        ValueList<Resource> repaired = await provider.ObserveAsync(cluster.Owner);
        Directory.Delete(MarkFolder("taken", 1), recursive: true);
        await cluster.DestroyAsync();

        seen.ShouldBeEmpty();
        repaired.ShouldHaveSingleItem().Tag.Token.ShouldNotBe(lost.Tag.Token);
        Directory.Exists(MarkFolder("taken", 1)).ShouldBeFalse();
    }

    // Repeated login attempts could lock the account.
    [MachineFact("ssh-machines")]
    public async Task F_NET_15_a_refused_login_is_attempted_once_and_a_stopped_server_is_a_transient_fault()
    {
        SshClientOptions wrong = lab.Options with { IdentityFile = "", ConfigFile = lab.At("config-one") };
        await File.WriteAllTextAsync(wrong.ConfigFile, $"Host *\n  IdentitiesOnly yes\n  IdentityFile {lab.At("1", "host_key")}\n");
        await using SshProvider provider = new([SshLab.AddressOf(1)], new SshOptions { Client = wrong, Folder = "/tmp/fault-login" });
        int before = Refusals();

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() =>
            Reaper.ReapAsync(provider, new ReapRequest { Cluster = "nodes" })
        );
        int asked = Refusals() - before;
        lab.Stop(4);
        await using SshProvider silent = Open("stopped", 4);
        ProviderException away;
        try
        {
            away = await Should.ThrowAsync<ProviderException>(() => silent.ObserveAsync(null));
        }
        finally
        {
            lab.Start(4);
        }

        failure.IsTransient.ShouldBeFalse();
        failure.Message.ShouldContain("refused the login with the offered credentials (keys: ED25519)");
        asked.ShouldBe(1);
        away.IsTransient.ShouldBeTrue();

        int Refusals() =>
            File.ReadAllLines(lab.At("1", "log"))
                .Count(line =>
                    line.Contains("[preauth]", StringComparison.Ordinal)
                    && line.Contains("authenticating user root", StringComparison.Ordinal)
                );
    }

    [MachineTheory("ssh-machines")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("{")]
    [InlineData("[1, 2]")]
    [InlineData(null)]
    public async Task F_PROV_15_a_damaged_ownership_tag_is_reported_and_its_machine_is_not_used(string? content)
    {
        await using SshProvider provider = Open("damaged", 1);
        string mark = Path.Join(Directory.CreateDirectory(MarkFolder("damaged", 1)).FullName, "mark");
        await File.WriteAllTextAsync(mark, content ?? new string('x', 10_000_000));

        ProviderException listing = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(_orders.Owner));
        StepOutcome creation = (await ApplyAsync(provider, [_orders.CreateNode("n1")])).ShouldHaveSingleItem();
        bool isThere = File.Exists(mark);
        Directory.Delete(MarkFolder("damaged", 1), recursive: true);

        listing.Message.ShouldContain($"the ownership tag cannot be read: it starts with '{content ?? "xxx"}");
        listing.Message.Length.ShouldBeLessThan(1000);
        (creation.Result, isThere).ShouldBe((StepResult.Failed, true));
        (await provider.ObserveAsync(_orders.Owner)).ShouldBeEmpty();
    }

    private static Task<ValueList<StepOutcome>> ApplyAsync(SshProvider provider, ValueList<StepRequest> orders) =>
        provider.ApplyAllAsync(orders);

    private string MarkFolder(string name, int machine) => lab.At(machine.ToString(CultureInfo.InvariantCulture), "tmp", $"fault-{name}");

    private SshProvider Open(string name, params int[] machines) =>
        new([.. machines.Select(SshLab.AddressOf)], new SshOptions { Client = lab.Options, Folder = $"/tmp/fault-{name}" });
}
