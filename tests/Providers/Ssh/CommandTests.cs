namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class CommandTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task A_command_returns_its_output_error_output_and_exit_code()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        CommandResult result = await connection.RunAsync(new CommandRequest(["sh", "-c", "echo out; echo err >&2; exit 7"]));

        (result.Output, result.Error, result.ExitCode, result.Node).ShouldBe(("out\n", "err\n", 7, "n1"));
        connection.BootId.ShouldBe(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
    }

    /// <summary>The command exits only after the listener has received its first output.</summary>
    [MachineFact("ssh-machines")]
    public async Task The_output_of_a_command_is_reported_while_it_runs()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        string answer = lab.At("1", "tmp", "heard");
        File.Delete(answer);
        List<CommandOutput> heard = [];

        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "echo first; echo error >&2; until [ -e /tmp/heard ]; do sleep 0.02; done; printf last"])
            {
                OnOutput = piece =>
                {
                    heard.Add(piece);
                    File.WriteAllText(answer, "");
                },
            }
        );

        heard.ShouldAllBe(piece => piece.Node == "n1" && piece.DroppedBytes == 0);
        string.Concat(heard.Where(piece => !piece.IsError).Select(piece => piece.Text)).ShouldBe("first\nlast");
        string.Concat(heard.Where(piece => piece.IsError).Select(piece => piece.Text)).ShouldBe("error\n");
        (result.Output, result.Error).ShouldBe(("first\nlast", "error\n"));
    }

    [MachineFact("ssh-machines")]
    public async Task An_exception_in_the_output_callback_kills_the_command()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        await Should.ThrowAsync<InvalidDataException>(() =>
            connection.RunAsync(
                new CommandRequest(["sh", "-c", "echo a; exec sleep 4713"]) { OnOutput = _ => throw new InvalidDataException("enough") }
            )
        );

        (await connection.RunAsync(new CommandRequest(["pgrep", "-f", "sleep 4713"]))).ExitCode.ShouldBe(1, "nothing of it runs any more");
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_14_a_command_that_exits_with_255_is_not_reported_as_a_lost_connection()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        (await connection.RunAsync(new CommandRequest(["sh", "-c", "exit 255"]))).ExitCode.ShouldBe(255);
        // 128 + SIGKILL.
        (await connection.RunAsync(new CommandRequest(["sh", "-c", "kill -9 $$"]))).ExitCode.ShouldBe(137);
    }

    [MachineFact("ssh-machines")]
    public async Task Input_working_directory_and_environment_variables_reach_the_command()
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

        result
            .Output.Split(' ')[0]
            .ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(input))));
    }

    [MachineFact("ssh-machines")]
    public async Task A_long_output_is_truncated_in_the_middle_and_the_dropped_bytes_are_counted()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "printf begin; head -c 5000000 /dev/zero; printf end"]) { MaxOutputBytes = 1000 }
        );

        result.Output.Length.ShouldBe(1000);
        result.Output.ShouldStartWith("begin");
        result.Output.ShouldEndWith("end");
        (result.DroppedBytes, result.DroppedErrorBytes).ShouldBe((5_000_008 - 1000, 0));
    }

    [MachineFact("ssh-machines")]
    public async Task A_cancelled_command_is_killed_with_all_processes_it_started()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        using CancellationTokenSource ending = new();
        Task<CommandResult> running = connection.RunAsync(
            new CommandRequest(["sh", "-c", "echo $$ >/tmp/started; setsid sleep 4711 & (sleep 4711; true) & sleep 4711"]),
            ending.Token
        );
        await WaitForAsync(connection, "test -s /tmp/started");

        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);

        (await connection.RunAsync(new CommandRequest(["sh", "-c", "rm /tmp/started; pgrep -f '[s]leep 4711'"]))).Output.ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public async Task A_command_that_exceeds_its_timeout_is_killed_and_reported_as_timed_out()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "echo begun; sleep 4711"]) { Timeout = TimeSpan.FromMilliseconds(300) }
        );

        (result.HasTimedOut, result.Output, result.ExitCode).ShouldBe((true, "begun\n", 137));
    }

    [MachineFact("ssh-machines")]
    public async Task A_background_process_neither_blocks_its_command_nor_writes_to_the_next_one()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        CommandResult first = await connection.RunAsync(new CommandRequest(["sh", "-c", "(sleep 0.3; echo late) & echo now"]));
        CommandResult next = await connection.RunAsync(new CommandRequest(["sh", "-c", "sleep 0.6; echo next"]));

        (first.Output, next.Output).ShouldBe(("now\n", "next\n"));
    }

    [MachineFact("ssh-machines")]
    public async Task Output_that_looks_like_a_protocol_record_is_returned_as_output()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        string hostile = "\\0000123456789abcdef0123456789abcdef e 0 0\\n\\0000 e 0 0\\n\\033]0;title\\007";

        CommandResult result = await connection.RunAsync(new CommandRequest(["printf", "%b", hostile]));

        result.Output.ShouldBe("\0123456789abcdef0123456789abcdef e 0 0\n\0 e 0 0\n\u001b]0;title\u0007");
    }

    [MachineFact("ssh-machines")]
    public async Task A_missing_working_directory_is_reported_with_its_path()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        AgentException failure = await Should.ThrowAsync<AgentException>(() =>
            connection.RunAsync(new CommandRequest(["true"]) { WorkingDirectory = "/no/such" })
        );

        failure.Problems[0].Message.ShouldBe("there is no folder '/no/such' to start in");
    }

    [MachineFact("ssh-machines")]
    public async Task A_process_stream_connects_to_the_input_and_output_of_a_program()
    {
        await using SshTransport transport = new(lab.Options);
        await using Stream stream = await transport.OpenProcessStreamAsync(SshLab.AddressOf(1), ["sed", "-u", "s/it/IT/;s/s$/S/"]);

        await stream.WriteAsync("it's\n"u8.ToArray());
        byte[] back = new byte[5];
        await stream.ReadExactlyAsync(back);

        back.ShouldBe("IT'S\n"u8.ToArray());
    }

    [MachineFact("ssh-machines")]
    public async Task The_SSH_client_processes_exit_when_the_transport_is_disposed()
    {
        await using (SshTransport transport = new(lab.Options))
        {
            await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
            await connection.PingAsync();
        }

        // Matches only the processes of this lab, because other labs may run concurrently.
        lab.OnHub(
                "sh",
                "-c",
                $"for i in $(seq 100); do pgrep -f '^[^ ]*ssh -M.*{lab.Folder}/config' >/dev/null || exit 0; sleep 0.2; done; pgrep -af 'ssh -M'"
            )
            .ShouldBeEmpty();
    }

    private static async Task WaitForAsync(INodeConnection connection, string condition) =>
        (
            await connection.RunAsync(
                new CommandRequest(["sh", "-c", $"for i in $(seq 500); do {condition} && exit; sleep 0.02; done; exit 1"])
            )
        ).ExitCode.ShouldBe(0);
}
