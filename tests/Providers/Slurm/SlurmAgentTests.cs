using TestPrograms;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Slurm.Tests;

[Collection(SharedSlurm.Name)]
public sealed class SlurmAgentTests(SlurmLab lab)
{
    [MachineFact("slurm")]
    public async Task An_agent_serves_its_node_and_its_folder_is_deleted_with_the_job()
    {
        string folder = Directory.CreateDirectory(lab.At("agents")).FullName;
        await using SlurmProvider provider = new(
            TestJobs.OptionsFor(lab) with
            {
                Agent = new AgentDeployerOptions { Program = TestProgram.WriteScript(lab.At("agent-program")), Folder = folder },
            }
        );
        ContractRequests orders = new(new Random(6), "agents", TestJobs.Specify);
        Resource node = await TestJobs.MakeReadyAsync(provider, orders.CreateNode("n-1"));
        await using (INodeConnection connection = await provider.ConnectAsync(node))
        {
            CommandResult result = await connection.RunAsync(
                new CommandRequest(["sh", "-c", "echo $SCALEWRIGHT_NODE_ADDRESS $SLURM_JOB_ID"])
            );
            await connection.PutFileAsync(lab.At("by-agent"), new MemoryStream([0, 255, 10, 4]));

            (result.Output, connection.ShouldBeOfType<AgentConnection>().Node).ShouldBe(($"127.0.0.1 {node.Id}\n", "n-1"));
            (await File.ReadAllBytesAsync(lab.At("by-agent"))).ShouldBe([0, 255, 10, 4]);
            Directory.GetDirectories(folder).ShouldBe([Path.Combine(folder, $"scalewright-job-{node.Id}")]);
        }

        (await TestJobs.DoAsync(provider, orders.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);

        Directory.GetDirectories(folder).ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task Output_of_a_node_service_is_written_to_the_node_log_of_the_cluster()
    {
        SlurmOptions options = TestJobs.OptionsFor(lab, TimeSpan.FromMinutes(20)) with
        {
            Agent = new AgentDeployerOptions
            {
                Program = TestProgram.WriteScript(lab.At("voice-program")),
                Folder = Directory.CreateDirectory(lab.At("voices")).FullName,
            },
        };
        await using SlurmProvider provider = new(options);
        Topology one = Topology.Create("voices").AddGroup(new NodeGroup("voices", "by-hand") { Nodes = [TestJobs.Specify("v-1")] }).Build();
        await using Cluster cluster = await Cluster.Create(one).UseProvider(provider).WithNodeLogs(lab.At("said")).ProvisionAsync();
        await using IVoice voice = await cluster.Nodes[0].GetServiceAsync<IVoice>();

        await voice.SayAsync("in a job", default);
        await cluster.FlushLogsAsync();

        (await File.ReadAllTextAsync(Path.Combine(lab.At("said"), "v-1", "node.log"))).ShouldEndWith(" | in a job\n");
    }
}
