using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class AgentTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task An_agent_is_uploaded_and_started_once_and_removed_without_leftovers()
    {
        await using SshTransport transport = new(lab.Options);
        AgentDeployer deployment = new(transport, MakeOptions("traceless"));

        string boot;
        await using (AgentConnection first = await deployment.ConnectAsync(SshLab.AddressOf(1), "n1"))
        {
            boot = first.BootId;
            (await first.RunAsync(new CommandRequest(["uname", "-n"]))).Output.ShouldBe("node1\n");
        }

        DateTime pushed = File.GetLastWriteTimeUtc(Directory.GetFiles(lab.At("1", "tmp", "traceless")).ShouldHaveSingleItem());
        await using (AgentConnection second = await deployment.ConnectAsync(SshLab.AddressOf(1), "n1"))
        {
            second.BootId.ShouldBe(boot);
        }

        File.GetLastWriteTimeUtc(Directory.GetFiles(lab.At("1", "tmp", "traceless")).ShouldHaveSingleItem()).ShouldBe(pushed);
        await deployment.RemoveAsync(SshLab.AddressOf(1), "n1");
        await deployment.RemoveAsync(SshLab.AddressOf(1), "n1");
        Directory.Exists(lab.At("1", "tmp", "traceless")).ShouldBeFalse();
    }

    [MachineFact("ssh-machines")]
    public async Task Eight_concurrent_first_connections_to_one_machine_all_reach_their_agents()
    {
        AgentDeployerOptions options = MakeOptions("at-once");
        SshTransport[] transports =
        [
            .. Enumerable.Range(0, 8).Select(number => new SshTransport(lab.Options with { Random = new Random(number) })),
        ];

        string[] names = await Task.WhenAll(
            transports.Select(
                async (transport, number) =>
                {
                    await using AgentConnection agent = await new AgentDeployer(transport, options).ConnectAsync(
                        SshLab.AddressOf(1),
                        $"n{number}"
                    );
                    return (await agent.RunAsync(new CommandRequest(["uname", "-n"]))).Output;
                }
            )
        );

        names.ShouldAllBe(name => name == "node1\n");
        Directory.GetFiles(lab.At("1", "tmp", "at-once")).ShouldHaveSingleItem();
        foreach ((SshTransport transport, int number) in transports.Select((transport, number) => (transport, number)))
        {
            await new AgentDeployer(transport, options).RemoveAsync(SshLab.AddressOf(1), $"n{number}");
            await transport.DisposeAsync();
        }
    }

    [MachineFact("ssh-machines")]
    public async Task A_command_run_by_an_agent_survives_a_connection_reset_and_runs_once()
    {
        await using SshTransport transport = new(lab.Options);
        AgentDeployer deployment = new(transport, MakeOptions("outlives"));
        await using AgentConnection agent = await deployment.ConnectAsync(SshLab.AddressOf(1), "n1");

        Task<CommandResult> running = agent.RunAsync(
            new CommandRequest(["sh", "-c", "echo x >>/tmp/once; touch /tmp/begun; sleep 1; echo done"])
        );
        await using (INodeConnection other = await transport.ConnectAsync(SshLab.AddressOf(1), "n1"))
        {
            await other.RunAsync(new CommandRequest(["sh", "-c", "until [ -e /tmp/begun ]; do sleep 0.02; done"]));
        }

        lab.Reset(1);

        (await running).Output.ShouldBe("done\n");
        File.ReadAllText(lab.At("1", "tmp", "once")).ShouldBe("x\n");
        await deployment.RemoveAsync(SshLab.AddressOf(1), "n1");
    }

    [MachineFact("ssh-machines")]
    public async Task F_PROC_06_a_killed_agent_is_restarted_and_its_command_is_not_retried()
    {
        await using SshTransport transport = new(lab.Options);
        AgentDeployer deployment = new(transport, MakeOptions("killed"));
        await using AgentConnection agent = await deployment.ConnectAsync(SshLab.AddressOf(1), "n1");
        string boot = agent.BootId;

        AgentException lost = await Should.ThrowAsync<AgentException>(() =>
            agent.RunAsync(new CommandRequest(["sh", "-c", "echo x >>/tmp/killed.txt; kill -9 $PPID; sleep 1"]))
        );
        CommandResult next = await agent.RunAsync(new CommandRequest(["echo", "next"]));

        lost.IsOutcomeUnknown.ShouldBeTrue();
        (next.Output, agent.BootId == boot).ShouldBe(("next\n", false));
        File.ReadAllText(lab.At("1", "tmp", "killed.txt")).ShouldBe("x\n");
        await deployment.RemoveAsync(SshLab.AddressOf(1), "n1");
    }

    [MachineFact("ssh-machines")]
    public async Task A_controller_with_an_older_epoch_is_rejected()
    {
        await using SshTransport transport = new(lab.Options);
        AgentDeployerOptions options = MakeOptions("epochs");
        await using AgentConnection newer = await new AgentDeployer(transport, options with { Epoch = 2 }).ConnectAsync(
            SshLab.AddressOf(1),
            "n1"
        );

        AgentException refused = await Should.ThrowAsync<AgentException>(() =>
            new AgentDeployer(transport, options with { Epoch = 1 }).ConnectAsync(SshLab.AddressOf(1), "n1")
        );

        refused.Code.Name.ShouldBe("lease-lost");
        await new AgentDeployer(transport, options).RemoveAsync(SshLab.AddressOf(1), "n1");
    }

    [MachineFact("ssh-machines")]
    public async Task A_restarted_agent_still_rejects_a_controller_with_an_older_epoch()
    {
        await using SshTransport transport = new(lab.Options);
        AgentDeployerOptions options = MakeOptions("epochs-kept");
        await using (
            AgentConnection newer = await new AgentDeployer(transport, options with { Epoch = 5 }).ConnectAsync(SshLab.AddressOf(1), "n1")
        )
        {
            await Should.ThrowAsync<AgentException>(() => newer.RunAsync(new CommandRequest(["sh", "-c", "kill -9 $PPID; sleep 1"])));
        }

        AgentException refused = await Should.ThrowAsync<AgentException>(() =>
            new AgentDeployer(transport, options with { Epoch = 1 }).ConnectAsync(SshLab.AddressOf(1), "n1")
        );

        refused.Code.Name.ShouldBe("lease-lost");
        await using (
            AgentConnection again = await new AgentDeployer(transport, options with { Epoch = 5 }).ConnectAsync(SshLab.AddressOf(1), "n1")
        )
        {
            (await again.RunAsync(new CommandRequest(["echo", "again"]))).Output.ShouldBe("again\n");
        }

        await new AgentDeployer(transport, options with { Epoch = 5 }).RemoveAsync(SshLab.AddressOf(1), "n1");
    }

    [MachineFact("ssh-machines")]
    public async Task An_agent_works_in_a_folder_whose_path_is_too_long_for_a_Unix_socket()
    {
        await using SshTransport transport = new(lab.Options);
        AgentDeployer deployment = new(transport, MakeOptions(new string('f', 80)));
        string node = $"compute-node-042.{new string('c', 30)}.example.org";

        await using (AgentConnection agent = await deployment.ConnectAsync(SshLab.AddressOf(1), node))
        {
            (await agent.RunAsync(new CommandRequest(["echo", "far"]))).Output.ShouldBe("far\n");
        }

        await deployment.RemoveAsync(SshLab.AddressOf(1), node);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_attach_process_of_a_frozen_agent_exits_when_its_controller_disconnects()
    {
        using TemporaryFolder folder = new();
        using Socket frozen = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        frozen.Bind(new UnixDomainSocketEndPoint(folder.At("agent")));
        frozen.Listen();
        ProcessStartInfo start = TestProgram.Describe("scalewright-agent", "attach", folder.Root, "n1");
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        using Process relay = Process.Start(start)!;
        using Socket met = await frozen.AcceptAsync();

        relay.StandardInput.Close();
        relay.StandardOutput.Close();

        await relay.WaitForExitAsync();
        relay.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_agent_entry_point_returns_false_for_other_arguments_and_rejects_an_unknown_command()
    {
        (await ScalewrightAgent.TryRunAsync()).ShouldBeFalse();
        (await ScalewrightAgent.TryRunAsync("run", "--all")).ShouldBeFalse();
        await Should.ThrowAsync<InvalidOperationException>(() =>
            ScalewrightAgent.TryRunAsync("scalewright-agent", "dance", "/tmp/x", "n1")
        );
    }

    internal static AgentDeployerOptions MakeOptions(SshLab lab, string name) =>
        new() { Program = TestProgram.WriteScript(lab.At("agent-program")), Folder = $"/tmp/{name}" };

    private AgentDeployerOptions MakeOptions(string name) => MakeOptions(lab, name);
}
