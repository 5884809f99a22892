namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class MasterFaultTests(SshLab lab)
{
    private static readonly TimeSpan DetectionLimit = TimeSpan.FromSeconds(12);

    [MachineFact("ssh-machines")]
    public async Task F_NET_11_a_killed_master_is_replaced_for_the_next_command()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        await connection.PingAsync();

        string master = SendSignalToMaster("KILL");
        await SshLab.WaitUntilExitedAsync(master);
        CommandResult result = await connection.RunAsync(new CommandRequest(["echo", "again"]));

        result.Output.ShouldBe("again\n");
        lab.MasterIds().Length.ShouldBe(1);
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_11_a_frozen_master_is_detected_and_replaced_within_twelve_seconds()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        await connection.PingAsync();
        long start = TimeProvider.System.GetTimestamp();

        SendSignalToMaster("STOP");
        AgentException lost = await Should.ThrowAsync<AgentException>(() => connection.RunAsync(new CommandRequest(["true"])));
        CommandResult result = await connection.RunAsync(new CommandRequest(["echo", "again"]));

        (lost.Code, lost.IsOutcomeUnknown).ShouldBe((ProblemCode.ConnectionLost, true));
        result.Output.ShouldBe("again\n");
        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(DetectionLimit);
        lab.MasterIds().Length.ShouldBe(1);
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_05_a_peer_that_disappears_silently_is_detected_by_keep_alives()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(3), "n3");
        Task<CommandResult> running = connection.RunAsync(new CommandRequest(["sleep", "60"]));
        long start = TimeProvider.System.GetTimestamp();

        lab.Plug(3, isIn: false);
        try
        {
            AgentException lost = await Should.ThrowAsync<AgentException>(running);

            lost.IsOutcomeUnknown.ShouldBeTrue();
            // The limit of 15 seconds in tests/Faults/rows.tsv, plus 2 seconds.
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(17));
        }
        finally
        {
            lab.Plug(3, isIn: true);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_06_a_reset_connection_leaves_the_outcome_unknown_and_the_next_command_reconnects()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        Task<CommandResult> running = connection.RunAsync(new CommandRequest(["sleep", "60"]));

        lab.Reset(1);
        AgentException lost = await Should.ThrowAsync<AgentException>(running);

        lost.IsOutcomeUnknown.ShouldBeTrue();
        (await connection.RunAsync(new CommandRequest(["echo", "again"]))).Output.ShouldBe("again\n");
    }

    [MachineFact("ssh-machines")]
    public async Task A_killed_program_leaves_no_logins_commands_or_files_behind()
    {
        const string SleepSeconds = "471147";
        using Process killed = TestProgram.Start("ssh", "hold", lab.Folder, SshLab.HostOf(4), SleepSeconds);
        await using (SshTransport transport = new(lab.Options))
        {
            await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(4), "n4");
            (
                await connection.RunAsync(new CommandRequest(["sh", "-c", "until [ -e /tmp/held ]; do sleep 0.05; done"]))
            ).Succeeded.ShouldBeTrue();
        }

        string folder = ControlSocketFolderOf(killed.Id);
        killed.Kill();
        await killed.WaitForExitAsync();

        string waitUntilGone =
            $"for i in $(seq 200); do [ -e '{folder}' ] || pgrep -x -f 'sleep {SleepSeconds}' || grep -lF -e '{folder}/' /proc/[0-9]*/cmdline || exit 0; sleep 0.05; done; exit 1";
        // The split pattern prevents grep from matching the command line of this shell.
        lab.OnHub("sh", "-c", waitUntilGone.Replace(folder + "/'", folder + "''/'", StringComparison.Ordinal));
    }

    /// <summary>
    /// Returns the folder of the SSH control socket of a process, from option <c>-S</c> of its ssh child process.
    /// </summary>
    private string ControlSocketFolderOf(int processId)
    {
        string arguments = lab.OnHub("ps", "-o", "args=", "--ppid", $"{processId}")
            .Split('\n')
            .First(line => line.Contains(" -S ", StringComparison.Ordinal));
        return Path.GetDirectoryName(arguments.Split(" -S ")[1].Split(' ')[0])!;
    }

    /// <returns>Process ID of the master.</returns>
    private string SendSignalToMaster(string signal)
    {
        string master = lab.MasterIds().ShouldHaveSingleItem();
        lab.OnHub("kill", $"-{signal}", master);
        return master;
    }
}
