using Scalewright.Agents.BuiltIn;

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class PublishedAgentTests(SshLab lab)
{
    [MachineFact("ssh-machines", "$SCALEWRIGHT_AGENT")]
    public async Task The_native_agent_is_uploaded_used_and_removed_without_leftovers()
    {
        await using SshTransport transport = new(lab.Options);
        AgentDeployer deployment = new(transport, MakeOptions("native"));

        string[] told;
        await using (AgentConnection agent = await deployment.ConnectAsync(SshLab.AddressOf(1), "n1"))
        {
            told = (await agent.RunAsync(new CommandRequest(["sh", "-c", "uname -n; echo $PPID"]))).Output.Split('\n');
        }

        string program = Directory.GetFiles(lab.At("1", "tmp", "native")).ShouldHaveSingleItem();
        new FileInfo(program).Length.ShouldBe(new FileInfo((Environment.GetEnvironmentVariable("SCALEWRIGHT_AGENT") ?? "")).Length);
        told[0].ShouldBe("node1");
        CommandOf(told[1]).ShouldStartWith($"/tmp/native/{Path.GetFileName(program)}");
        await deployment.RemoveAsync(SshLab.AddressOf(1), "n1");

        await Poll.UntilAsync(() => !CommandOf(told[1]).Contains(Path.GetFileName(program), StringComparison.Ordinal));
        Directory.GetFileSystemEntries(lab.At("1", "tmp"), "native*").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines", "$SCALEWRIGHT_AGENT")]
    public async Task The_native_agent_serves_the_nodes_of_a_cluster()
    {
        NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("n1", 1)] };
        SshOptions options = new()
        {
            Client = lab.Options,
            Folder = "/tmp/native-nodes",
            Agent = MakeOptions("native-agents"),
        };
        await using SshProvider provider = new([SshLab.AddressOf(1)], options);
        await using Cluster cluster = await Cluster
            .Create(Topology.Create("native").AddGroup(group).Build())
            .UseProvider(provider)
            .ProvisionAsync();
        Node node = cluster.Nodes["n1"];

        CommandResult failed = await node.RunAsync(["sh", "-c", "cat /nope; exit 3"]);
        await node.PutFileAsync("/tmp/native-nodes.txt", "kept\n"u8.ToArray());
        HostFacts facts = await (await node.GetServiceAsync<IHostFacts>()).ReadAsync(CancellationToken.None);
        await Should.ThrowAsync<AgentException>(() => node.RunAsync(["/no/such/program"]));
        string read = (await node.RunAsync(["cat", "/tmp/native-nodes.txt"])).Output;
        await node.RunAsync(["rm", "/tmp/native-nodes.txt"]);
        await cluster.DestroyAsync();

        (failed.ExitCode, read, facts.HostName).ShouldBe((3, "kept\n", "node1"));
        Directory.GetFileSystemEntries(lab.At("1", "tmp"), "native*").ShouldBeEmpty();
    }

    /// <summary>Arguments of a process, each terminated by a zero; empty if it has ended.</summary>
    private static string CommandOf(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static AgentDeployerOptions MakeOptions(string folder) =>
        new() { Program = (Environment.GetEnvironmentVariable("SCALEWRIGHT_AGENT") ?? ""), Folder = $"/tmp/{folder}" };
}
