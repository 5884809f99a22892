using Scalewright.Clusters.Selection;
using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class AgentProgramTests(SshLab lab)
{
    [Fact]
    public void A_missing_or_unusable_agent_program_is_reported_with_the_reason()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("empty"), "");

        Check("/nope").ShouldBe("/nope: the file does not exist");
        Check(folder.Root).ShouldBe($"{folder.Root}: it is a folder");
        Check(folder.At("empty")).ShouldBe($"{folder.At("empty")}: it is empty, or no file");
        Check("").ShouldBe("no program is named for the agent");
        Check("/bin/cat").ShouldBe("");
    }

    [Fact]
    public void A_program_of_several_files_is_distinguished_from_a_single_file_program()
    {
        using TemporaryFolder folder = new();
        byte[] starter = File.ReadAllBytes(TestProgram.Built);
        int mark = starter.AsSpan().IndexOf(Convert.FromHexString("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae"));
        starter[mark - 8] = 1;
        File.WriteAllBytes(folder.At("bundle"), starter);
        File.WriteAllText(folder.At("dotnet"), "host");

        Check(TestProgram.Built).ShouldBe($"{TestProgram.Built}: it only starts 'test-programs.dll', which must lie beside it");
        Check(folder.At("dotnet")).ShouldBe($"{folder.At("dotnet")}: it is the dotnet host, which needs the files of another program");
        Check(folder.At("bundle")).ShouldBe("");
        new AgentDeployerOptions { Program = TestProgram.Built }
            .Check()[0]
            .Advice.ShouldBe("publish it as one file (PublishSingleFile or PublishAot)");
    }

    [MachineFact("ssh-machines")]
    public async Task A_program_that_cannot_be_an_agent_is_rejected_before_anything_is_created()
    {
        await using SshProvider provider = Open("never", "/nope");

        ClusterException refused = await Should.ThrowAsync<ClusterException>(() =>
            Cluster.Create(One()).UseProvider(provider).ProvisionAsync()
        );
        AgentException alone = await Should.ThrowAsync<AgentException>(async () =>
        {
            await using SshTransport transport = new(lab.Options);
            await new AgentDeployer(transport, new AgentDeployerOptions { Program = "/nope", Folder = "/tmp/never-agent" }).ConnectAsync(
                SshLab.AddressOf(1),
                "n1"
            );
        });

        Line(refused.Problems.ShouldHaveSingleItem()).ShouldBe("/nope: the file does not exist");
        Line(alone.Problems.ShouldHaveSingleItem()).ShouldBe("/nope: the file does not exist");
        Directory.GetFileSystemEntries(lab.At("1", "tmp"), "never*").ShouldBeEmpty();
    }

    [MachineTheory("ssh-machines")]
    [InlineData("exit 0", "exit code 0", "SW4003")]
    [InlineData("echo one >&2; echo 'no dll here' >&2; exit 154", "exit code 154: no dll here", "SW4002")]
    [InlineData("head -c 1 >/dev/null; exit 3", "exit code 3", "SW4002")]
    [InlineData("exec <&-; sleep 0.2; echo late >&2; exit 4", "exit code 4: late", "SW4002")]
    [InlineData("echo 'this is not an agent'; exit 5", "exit code 5", "SW4002")]
    public async Task A_program_that_is_not_an_agent_is_reported_with_its_exit_code_and_error_output(string script, string end, string code)
    {
        await using SshTransport transport = new(lab.Options);
        AgentDeployer deployment = new(transport, new AgentDeployerOptions { Program = Write(script), Folder = "/tmp/no-agent" });

        AgentException refused = await Should.ThrowAsync<AgentException>(() => deployment.ConnectAsync(SshLab.AddressOf(1), "n1"));
        await deployment.RemoveAsync(SshLab.AddressOf(1), "n1");

        (refused.Problems[0].Message, refused.Code.Id).ShouldBe(
            ($"the program that was started as the agent exited immediately with {end}", code)
        );
        refused.Problems[0].Advice.ShouldContain("published as a single file (PublishSingleFile or PublishAot)");
    }

    [MachineFact("ssh-machines")]
    public async Task A_selection_by_facts_reports_why_a_node_has_no_facts()
    {
        await using SshProvider provider = Open("factless", Write("echo 'wrong processor' >&2; exit 126"));
        await using Cluster cluster = await Cluster.Create(One()).UseProvider(provider).ProvisionAsync();
        NodeSelector known = NodeSelector.Where("arch", FactOperator.Equal, FactValue.From("x86_64"));

        ClusterException selected = await Should.ThrowAsync<ClusterException>(() => cluster.Nodes.SelectAsync(known));
        ClusterException set = await Should.ThrowAsync<ClusterException>(() =>
            cluster.AcquirePartitionAsync(new PartitionRequest("job", 1) { Selector = known })
        );
        await cluster.DestroyAsync();

        const string Why =
            "n1: it has no 'arch', and could not be queried: the program that was started as the agent exited immediately with exit code 126: wrong processor";
        selected.Problems[0].Message.ShouldContain(Why);
        set.Problems[0].Message.ShouldContain(Why);
    }

    private static string Check(string program) =>
        new AgentDeployerOptions { Program = program }.Check() is [var problem] ? Line(problem) : "";

    private static string Line(Problem problem) => problem.ToString().Split("; ")[0];

    private static Topology One()
    {
        NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("n1", 1)] };
        return Topology.Create("programs").AddGroup(group).Build();
    }

    private SshProvider Open(string folder, string program) =>
        new(
            [SshLab.AddressOf(1)],
            new SshOptions
            {
                Client = lab.Options,
                Folder = $"/tmp/{folder}",
                Agent = new AgentDeployerOptions { Program = program, Folder = $"/tmp/{folder}-agent" },
            }
        );

    private string Write(string script)
    {
        string program = lab.At("no-agent");
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        return program;
    }
}
