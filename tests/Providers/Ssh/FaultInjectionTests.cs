namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class FaultInjectionTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task A_paused_agent_resumes_when_any_program_reverts_the_fault_and_a_killed_one_restarts()
    {
        SshOptions options = new()
        {
            Client = lab.Options,
            Folder = "/tmp/harm",
            Agent = AgentTests.MakeOptions(lab, "harm-agent"),
        };
        await using SshProvider provider = new([SshLab.AddressOf(1)], options);
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("web-1", 1)] };
        Topology topology = Topology.Empty with { Name = "harm", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();
        await cluster.Nodes[0].PingAsync();
        Resource node = (await provider.ObserveAsync(cluster.Owner))[0];

        await provider.InjectFaultAsync(node, new NodeFault { IsPaused = true });
        Task<TimeSpan> ping = cluster.Nodes[0].PingAsync();
        await using (SshProvider other = new([SshLab.AddressOf(1)], options))
        {
            (await other.ReadFaultAsync(node)).ShouldBe(new NodeFault { IsPaused = true });
            ping.IsCompleted.ShouldBeFalse();
            await other.InjectFaultAsync(node, NodeFault.None);
        }

        await ping;
        (await provider.ReadFaultAsync(node)).ShouldBe(NodeFault.None);

        Task<CommandResult> sleeping = cluster.Nodes[0].RunAsync(["sh", "-c", "echo >/tmp/harm-begun; sleep 61.5"]);
        await using (SshTransport transport = new(lab.Options))
        await using (INodeConnection machine = await transport.ConnectAsync(SshLab.AddressOf(1), "machine"))
        {
            await machine.RunAsync(new CommandRequest(["sh", "-c", "until [ -e /tmp/harm-begun ]; do sleep 0.02; done"]));
            await provider.InjectFaultAsync(node, new NodeFault { IsPaused = true });
            await provider.KillAsync(node);
            (await provider.ReadFaultAsync(node)).ShouldBe(NodeFault.None, "what stood still is gone");
            (
                await machine.RunAsync(
                    new CommandRequest(["sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c 'sleep 61[.]5' || :"])
                )
            )
                .Output.Trim()
                .ShouldBe("0");
        }

        (await Should.ThrowAsync<AgentException>(() => sleeping)).IsOutcomeUnknown.ShouldBeTrue();
        (await cluster.Nodes[0].RunAsync(["echo", "again"])).Output.ShouldBe("again\n");
        await cluster.DestroyAsync();
    }
}
