namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class CommandTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task A_command_tells_its_output_its_errors_and_its_exit_code()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        CommandResult result = await connection.RunAsync(new CommandRequest(["sh", "-c", "echo out; echo err >&2; exit 7"]));

        (result.Output, result.Error, result.ExitCode, result.Node).ShouldBe(("out\n", "err\n", 7, "n1"));
        connection.BootId.ShouldBe(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
    }

    /// <summary>The command exits only after the listener has received its first output.</summary>
    [MachineFact("ssh-machines")]
    public async Task What_a_command_writes_is_heard_while_it_runs()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        string answer = lab.At("1", "tmp", "heard");
        File.Delete(answer);
        List<CommandOutput> heard = [];

        CommandResult result = await connection.RunAsync(new CommandRequest(["sh", "-c", "echo first; echo error >&2; until [ -e /tmp/heard ]; do sleep 0.02; done; printf last"])
        {
            OnOutput = piece =>
            {
                heard.Add(piece);
                File.WriteAllText(answer, "");
            },
        });

        heard.ShouldAllBe(piece => piece.Node == "n1" && piece.DroppedBytes == 0);
        string.Concat(heard.Where(piece => !piece.IsError).Select(piece => piece.Text)).ShouldBe("first\nlast");
        string.Concat(heard.Where(piece => piece.IsError).Select(piece => piece.Text)).ShouldBe("error\n");
        (result.Output, result.Error).ShouldBe(("first\nlast", "error\n"));
    }

    [MachineFact("ssh-machines")]
    public async Task What_a_listener_throws_ends_the_command()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        await Should.ThrowAsync<InvalidDataException>(() => connection.RunAsync(new CommandRequest(["sh", "-c", "echo a; exec sleep 4713"]) { OnOutput = _ => throw new InvalidDataException("enough") }));

        (await connection.RunAsync(new CommandRequest(["pgrep", "-f", "sleep 4713"]))).ExitCode.ShouldBe(1, "nothing of it runs any more");
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_14_a_command_that_returns_255_is_no_broken_connection()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        (await connection.RunAsync(new CommandRequest(["sh", "-c", "exit 255"]))).ExitCode.ShouldBe(255);
        // 128 + SIGKILL.
        (await connection.RunAsync(new CommandRequest(["sh", "-c", "kill -9 $$"]))).ExitCode.ShouldBe(137);
    }

    [MachineFact("ssh-machines")]
    public async Task Input_folder_and_variables_reach_the_command()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        CommandRequest request = new(["sh", "-c", "pwd; printf '%s\\n' \"$A\"; cat"])
        {
            WorkingDirectory = "/tmp",
            Environment = ValueMap<string>.Empty.With("A", "it's \"$B\" \\n\n*"),
            Input = "a\\b\n%s\0é",
        };

        CommandResult result = await connection.RunAsync(request);

        result.Output.ShouldBe("/tmp\nit's \"$B\" \\n\n*\na\\b\n%s\0é");
    }

    [MachineFact("ssh-machines")]
    public async Task A_long_input_arrives_whole()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        string input = string.Concat(Enumerable.Range(1, 200_000).Select(number => $"{number}\n"));

        CommandResult result = await connection.RunAsync(new CommandRequest(["sha256sum"]) { Input = input });

        result.Output.Split(' ')[0].ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(input))));
    }

    [MachineFact("ssh-machines")]
    public async Task Of_a_long_output_the_first_and_the_last_half_is_kept()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        CommandResult result = await connection.RunAsync(new CommandRequest(["sh", "-c", "printf begin; head -c 5000000 /dev/zero; printf end"]) { MaxOutputBytes = 1000 });

        result.Output.Length.ShouldBe(1000);
        result.Output.ShouldStartWith("begin");
        result.Output.ShouldEndWith("end");
        (result.DroppedBytes, result.DroppedErrorBytes).ShouldBe((5_000_008 - 1000, 0));
    }

    [MachineFact("ssh-machines")]
    public async Task A_command_that_is_cancelled_ends_there_with_all_it_started()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        using CancellationTokenSource ending = new();
        Task<CommandResult> running = connection.RunAsync(
            new CommandRequest(["sh", "-c", "echo $$ >/tmp/started; setsid sleep 4711 & (sleep 4711; true) & sleep 4711"]), ending.Token);
        await WaitForAsync(connection, "test -s /tmp/started");

        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);

        (await connection.RunAsync(new CommandRequest(["sh", "-c", "rm /tmp/started; pgrep -f '[s]leep 4711'"]))).Output.ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public async Task A_command_past_its_deadline_is_ended_and_told_of()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        CommandResult result = await connection.RunAsync(new CommandRequest(["sh", "-c", "echo begun; sleep 4711"]) { Timeout = TimeSpan.FromMilliseconds(300) });

        (result.HasTimedOut, result.Output, result.ExitCode).ShouldBe((true, "begun\n", 137));
    }

    [MachineFact("ssh-machines")]
    public async Task What_a_command_leaves_behind_neither_holds_it_up_nor_writes_into_the_next_one()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        CommandResult first = await connection.RunAsync(new CommandRequest(["sh", "-c", "(sleep 0.3; echo late) & echo now"]));
        CommandResult next = await connection.RunAsync(new CommandRequest(["sh", "-c", "sleep 0.6; echo next"]));

        (first.Output, next.Output).ShouldBe(("now\n", "next\n"));
    }

    [MachineFact("ssh-machines")]
    public async Task Output_that_looks_like_a_record_is_output()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        string hostile = "\\0000123456789abcdef0123456789abcdef e 0 0\\n\\0000 e 0 0\\n\\033]0;title\\007";

        CommandResult result = await connection.RunAsync(new CommandRequest(["printf", "%b", hostile]));

        result.Output.ShouldBe("\0123456789abcdef0123456789abcdef e 0 0\n\0 e 0 0\n\u001b]0;title\u0007");
    }

    [MachineFact("ssh-machines")]
    public async Task A_folder_that_is_not_there_is_named()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        AgentException failure = await Should.ThrowAsync<AgentException>(() => connection.RunAsync(new CommandRequest(["true"]) { WorkingDirectory = "/no/such" }));

        failure.Problems[0].Message.ShouldBe("there is no folder '/no/such' to start in");
    }

    [MachineFact("ssh-machines")]
    public async Task A_stream_reaches_the_input_and_the_output_of_a_program()
    {
        await using SshTransport transport = new(lab.Options);
        await using Stream stream = await transport.OpenProcessStreamAsync(SshLab.AddressOf(1), ["sed", "-u", "s/it/IT/;s/s$/S/"]);

        await stream.WriteAsync("it's\n"u8.ToArray());
        byte[] back = new byte[5];
        await stream.ReadExactlyAsync(back);

        back.ShouldBe("IT'S\n"u8.ToArray());
    }

    [MachineFact("ssh-machines")]
    public async Task The_logins_end_with_the_transport()
    {
        await using (SshTransport transport = new(lab.Options))
        {
            await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
            await connection.PingAsync();
        }

        // Matches only the processes of this lab, because other labs may run concurrently.
        lab.OnHub("sh", "-c", $"for i in $(seq 100); do pgrep -f '^[^ ]*ssh -M.*{lab.Folder}/config' >/dev/null || exit 0; sleep 0.2; done; pgrep -af 'ssh -M'").ShouldBeEmpty();
    }

    private static async Task WaitForAsync(INodeConnection connection, string condition) =>
        (await connection.RunAsync(new CommandRequest(["sh", "-c", $"for i in $(seq 500); do {condition} && exit; sleep 0.02; done; exit 1"]))).ExitCode.ShouldBe(0);
}
