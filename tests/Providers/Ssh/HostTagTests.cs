namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class HostTagTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task A_node_with_an_invalid_name_in_its_ownership_tag_is_still_removed()
    {
        await using SshProvider provider = Open("mark-named", agent: AgentTests.MakeOptions(lab, "mark-named-agent"));
        ContractRequests orders = Orders("named");
        await ApplyAsync(provider, orders.CreateNode("good"));
        string mark = lab.At("1", "tmp", "mark-named", "mark");
        File.WriteAllText(mark, File.ReadAllText(mark).Replace("\"good\"", "\"../../g\"", StringComparison.Ordinal));

        ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = orders.Owner.Lineage, Cluster = "named" });

        report.Selected.ShouldHaveSingleItem().Tag.Name.ShouldBe("../../g");
        report.IsClean.ShouldBeTrue(report.ToString());
        Directory.Exists(lab.At("1", "tmp", "mark-named")).ShouldBeFalse();
    }

    // Simulates a killed process that left its agent on the machine.
    [MachineFact("ssh-machines")]
    public async Task A_provider_without_agents_removes_the_agent_that_another_provider_left_behind()
    {
        ContractRequests orders = Orders("left");
        await using (SshProvider first = Open("mark-left", agent: AgentTests.MakeOptions(lab, "") with { Folder = "" }))
        {
            StepOutcome made = await ApplyAsync(first, orders.CreateNode("n1"));
            made.Result.ShouldBe(StepResult.Succeeded);
            Resource node = (await first.ObserveAsync(orders.Owner)).ShouldHaveSingleItem();
            await using INodeConnection agent = await first.ConnectAsync(node);
        }

        bool wasThere = Directory.Exists(lab.At("1", "tmp", "mark-left-agent", "nodes", "n1"));
        await using SshProvider next = Open("mark-left");

        ReapReport report = await Reaper.ReapAsync(next, new ReapRequest { Lineage = orders.Owner.Lineage, Cluster = "left" });

        wasThere.ShouldBeTrue();
        report.IsClean.ShouldBeTrue(report.ToString());
        Directory.Exists(lab.At("1", "tmp", "mark-left-agent")).ShouldBeFalse();
    }

    [MachineFact("ssh-machines")]
    public async Task A_node_with_an_invalid_name_is_not_created()
    {
        await using SshProvider provider = Open("mark-refused");

        StepOutcome outcome = await ApplyAsync(provider, Orders("refused").CreateNode("../../g"));

        (outcome.Result, outcome.CanRetry).ShouldBe((StepResult.Failed, false));
        $"{outcome.Problem}".ShouldBe(
            "'../../g' is not a host name; use 1 to 63 of A-Z a-z 0-9 _ . -, a letter or digit first and last, no '..'"
        );
        File.Exists(lab.At("1", "tmp", "mark-refused", "mark")).ShouldBeFalse();
    }

    [MachineFact("ssh-machines")]
    public async Task A_failed_creation_reports_which_node_holds_each_host()
    {
        await using SshProvider provider = Open("mark-held");
        ContractRequests holder = Orders("places");
        await ApplyAsync(provider, holder.CreateNode("node-1"));

        StepOutcome other = await ApplyAsync(provider, Orders("others", seed: 43).CreateNode("b"));
        StepOutcome named = await ApplyAsync(provider, Orders("others", seed: 43).CreateNode(SshLab.HostOf(1)));
        await Reaper.ReapAsync(provider, new ReapRequest { Lineage = holder.Owner.Lineage, Cluster = "places" });

        string why = $"root@{SshLab.HostOf(1)} holds node 'node-1' of cluster 'places'";
        other.Problem!.Message.ShouldBe($"no host of 1 is free: {why}");
        named.Problem!.Message.ShouldBe($"the host '{SshLab.HostOf(1)}' is not free: {why}");
    }

    private static ContractRequests Orders(string cluster, int seed = 42) => new(new Random(seed), cluster, name => new NodeSpec(name, 1));

    private static Task<StepOutcome> ApplyAsync(SshProvider provider, StepRequest order) => provider.ApplyOneAsync(order);

    private SshProvider Open(string folder, AgentDeployerOptions? agent = null) =>
        new(
            [SshLab.AddressOf(1)],
            new SshOptions
            {
                Client = lab.Options,
                Folder = $"/tmp/{folder}",
                Agent = agent,
            }
        );
}
