namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class SudoTests(SshLab lab) : IDisposable
{
    private const int Number = 4;
    private const string User = "worker";
    private const string Word = "canary it's \"sudo\" $HOME";

    private const string Count = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -o 'sleep 71[.]25' | wc -l";

    private static readonly NodeAddress Address = SshLab.AddressOf(Number) with { User = User };

    private SshClientOptions Options => lab.Options with { Password = new SshPassword(Word) };

    public void Dispose()
    {
        if (SshLab.MissingReason is null && File.Exists(lab.At($"{Number}", "sudoers")))
        {
            File.Delete(lab.At($"{Number}", "sudoers"));
            File.Delete(lab.At($"{Number}", "passwd"));
            File.Delete(lab.At($"{Number}", "shadow"));
            lab.Serve(Number);
        }
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task Commands_run_as_the_login_user_or_as_root_with_sudo()
    {
        Serve("ALL");

        (await RunAsync(Options, "id", "-u")).Output.ShouldBe("4242\n");
        (await RunAsync(Options with { Sudo = new SshSudoOptions(new SshPassword(Word)) }, "id", "-u")).Output.ShouldBe("0\n");
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task Sudo_that_requires_no_password_works_and_an_unneeded_password_does_not_become_input()
    {
        Serve("NOPASSWD: ALL");

        (await RunAsync(Options with { Sudo = new SshSudoOptions() }, "id", "-u")).Output.ShouldBe("0\n");

        // A password that sudo does not request does not become input of the command.
        (await RunAsync(Options with { Sudo = new SshSudoOptions(new SshPassword(Word)) }, "cat")).Output.ShouldBeEmpty();
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task The_sudo_password_does_not_appear_in_input_arguments_or_environment_of_a_command()
    {
        Serve("ALL");
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(new SshPassword(Word)) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");

        Scalewright.Agents.CommandResult input = await connection.RunAsync(new CommandRequest(["cat"]) { Input = "mine" });
        Scalewright.Agents.CommandResult seen = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "cat /proc/[0-9]*/cmdline /proc/$$/environ /proc/$PPID/environ 2>/dev/null | tr '\\0' '\\n'"])
        );

        input.Output.ShouldBe("mine");
        seen.Output.ShouldNotContain("canary it");
        seen.Output.ShouldContain("sshd");
    }

    [MachineTheory("ssh-machines", "/usr/bin/sudo")]
    [
        InlineData("ALL, NOPASSWD: /usr/bin/tee, /bin/tee", ""),
        InlineData("ALL, NOPASSWD: /usr/bin/tee, /bin/tee", "mine\n"),
        InlineData("ALL", "mine\n"),
        InlineData("NOPASSWD: ALL, PASSWD: /usr/bin/true, /bin/true", "mine\n")
    ]
    public async Task A_command_run_with_sudo_reads_only_its_own_input(string rule, string input)
    {
        Serve(rule);
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(new SshPassword(Word)) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");

        Scalewright.Agents.CommandResult stored = await connection.RunAsync(new CommandRequest(["tee", "/tmp/taken"]) { Input = input });
        await using Stream stream = await transport.OpenProcessStreamAsync(Address, ["tee", "/tmp/taken-by-stream"]);
        await stream.WriteAsync("mine\n"u8.ToArray());
        byte[] back = new byte[5];
        await stream.ReadExactlyAsync(back);

        (stored.ExitCode, stored.Output).ShouldBe((0, input));
        File.ReadAllText(lab.At($"{Number}", "tmp", "taken")).ShouldBe(input);
        Encoding.UTF8.GetString(back).ShouldBe("mine\n");
        // tee writes to its output before it writes to the file.
        await Poll.UntilAsync(() => File.ReadAllText(lab.At($"{Number}", "tmp", "taken-by-stream")).Length > 0);
        File.ReadAllText(lab.At($"{Number}", "tmp", "taken-by-stream")).ShouldBe("mine\n");
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task A_wrong_sudo_password_fails_the_command_without_reading_its_input()
    {
        Serve("ALL");
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(new SshPassword("canary-wrong")) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");

        // The second line is the right password: if sudo read the input, the command would run.
        Scalewright.Agents.CommandResult refused = await connection.RunAsync(
            new CommandRequest(["id", "-u"]) { Input = $"first\n{Word}\n" }
        );

        refused.ExitCode.ShouldBe(1);
        refused.Output.ShouldBeEmpty();
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task A_wrong_sudo_password_fails_the_command_and_is_not_revealed_in_the_error()
    {
        Serve("ALL");

        Scalewright.Agents.CommandResult refused = await RunAsync(
            Options with
            {
                Sudo = new SshSudoOptions(new SshPassword("canary-wrong")),
            },
            "id",
            "-u"
        );

        refused.Succeeded.ShouldBeFalse();
        refused.Output.ShouldBeEmpty();
        refused.Error.ShouldNotContain("canary");
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task A_command_with_sudo_fails_if_the_user_has_no_permission()
    {
        Serve("/bin/nothing");

        (await RunAsync(Options with { Sudo = new SshSudoOptions() }, "id", "-u")).Succeeded.ShouldBeFalse();
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task Files_are_written_with_sudo_where_only_root_may_write()
    {
        Serve("NOPASSWD: ALL");
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions() });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");
        using MemoryStream content = new("of root"u8.ToArray());
        using MemoryStream back = new();

        string path = (await connection.RunAsync(new CommandRequest(["sh", "-c", "echo ~root/by-sudo"]))).Output.Trim();
        await connection.PutFileAsync(path, content);
        await connection.GetFileAsync(path, back);

        back.ToArray().ShouldBe("of root"u8.ToArray());
        (await connection.RunAsync(new CommandRequest(["stat", "-c", "%U", path]))).Output.ShouldBe("root\n");
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task File_folder_and_stream_operations_use_the_sudo_password()
    {
        Serve("ALL");
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(new SshPassword(Word)) });
        await using SshConnection connection = await transport.OpenConnectionAsync(Address, "n4");
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(number => (byte)(number * 7 / 3))];
        using MemoryStream content = new(bytes);
        using MemoryStream back = new();
        string folder = Directory.CreateTempSubdirectory("sw-sudo-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "one"), bytes);

        string home = (await connection.RunAsync(new CommandRequest(["sh", "-c", "echo ~root"]))).Output.Trim();
        await connection.PutFileAsync($"{home}/by-password", content);
        await connection.GetFileAsync($"{home}/by-password", back);
        await connection.PutFolderAsync(folder, $"{home}/folder-by-password");
        await connection.GetFolderAsync($"{home}/folder-by-password", $"{folder}-back");
        await using Stream stream = await transport.OpenProcessStreamAsync(Address, ["sh", "-c", "id -u; exec cat"]);
        await stream.WriteAsync("mine\n"u8.ToArray());
        using StreamReader reader = new(stream);
        string?[] said = [await reader.ReadLineAsync(), await reader.ReadLineAsync()];

        back.ToArray().ShouldBe(bytes);
        (await File.ReadAllBytesAsync($"{folder}-back/one")).ShouldBe(bytes);
        (await connection.RunAsync(new CommandRequest(["stat", "-c", "%U", $"{home}/by-password", $"{home}/folder-by-password/one"])))
            .Output.Split('\n')[0]
            .ShouldBe("root");
        said.ShouldBe(["0", "mine"]);
        Directory.Delete(folder, recursive: true);
        Directory.Delete($"{folder}-back", recursive: true);
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task An_agent_is_uploaded_and_started_as_root_with_a_sudo_password()
    {
        Serve("ALL");
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(new SshPassword(Word)) });
        AgentDeployer deployment = new(transport, AgentTests.MakeOptions(lab, "of-root"));

        await using (AgentConnection agent = await deployment.ConnectAsync(Address, "n4"))
        {
            (await agent.RunAsync(new CommandRequest(["id", "-u"]))).Output.ShouldBe("0\n");
        }

        await deployment.RemoveAsync(Address, "n4");
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task A_link_is_blocked_with_sudo_and_the_SSH_login_stays_usable()
    {
        Serve("ALL");
        SshOptions options = new()
        {
            Client = Options with { Sudo = new SshSudoOptions(new SshPassword(Word)) },
            Folder = "/tmp/cut-by-sudo",
        };
        await using SshProvider provider = new([Address], options);
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("web-1", 1)] };
        await using Cluster cluster = await Cluster
            .Create(Topology.Empty with { Name = "cut", Groups = ValueMap<NodeGroup>.Empty.With("web", group) })
            .UseProvider(provider)
            .ProvisionAsync();
        Resource node = (await provider.ObserveAsync(cluster.Owner))[0];
        NodeFault cut = new() { IsInboundBlocked = true, IsOutboundBlocked = true };

        await provider.InjectFaultAsync(node, cut);
        await using (SshProvider other = new([Address], options))
        {
            (await other.ReadFaultAsync(node)).ShouldBe(cut);
        }

        lab.OnMachine(Number, "iptables", "-S", "scalewright-in").ShouldEndWith("-A scalewright-in -j DROP");
        await cluster.DestroyAsync();
        lab.OnMachine(Number, "iptables", "-S").ShouldNotContain("scalewright");
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task A_user_without_root_permissions_cannot_block_a_link()
    {
        Serve("/bin/nothing");
        await using SshProvider provider = new([Address], new SshOptions { Client = Options, Folder = "/tmp/cut-by-nobody" });
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("web-1", 1)] };
        await using Cluster cluster = await Cluster
            .Create(Topology.Empty with { Name = "uncut", Groups = ValueMap<NodeGroup>.Empty.With("web", group) })
            .UseProvider(provider)
            .ProvisionAsync();
        Resource node = (await provider.ObserveAsync(cluster.Owner))[0];

        provider
            .CheckFault(new NodeFault { IsInboundBlocked = true })
            .ShouldHaveSingleItem()
            .Message.ShouldStartWith($"{Address} does not meet the requirements of this fault; missing: root");
        (await Should.ThrowAsync<ProviderException>(() => provider.InjectFaultAsync(node, new NodeFault { IsInboundBlocked = true })))
            .Problems[0]
            .Message.ShouldBe($"{Address} does not meet the requirements of this fault; missing: root");
        (await provider.ReadFaultAsync(node)).ShouldBe(NodeFault.None);
        await cluster.DestroyAsync();
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task A_wrong_sudo_password_is_reported_for_a_file_upload()
    {
        Serve("ALL");
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(new SshPassword("canary-wrong")) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");
        using MemoryStream content = new("of root"u8.ToArray());

        AgentException refused = await Should.ThrowAsync<AgentException>(() => connection.PutFileAsync("/tmp/never", content));

        refused.ToString().ShouldNotContain("canary");
        refused.ToString().ShouldContain("password");
    }

    [MachineTheory("ssh-machines", "/usr/bin/sudo")]
    [InlineData("ALL", true), InlineData("NOPASSWD: ALL", false), InlineData("NOPASSWD: ALL", true)]
    public async Task A_long_input_reaches_a_command_run_with_sudo_and_leaves_no_temporary_files(string rule, bool hasPassword)
    {
        Serve(rule);
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(hasPassword ? new SshPassword(Word) : null) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");
        string input = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"line {number}\n"));

        Scalewright.Agents.CommandResult counted = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "id -u; wc -c"]) { Input = input }
        );
        Scalewright.Agents.CommandResult failed = await connection.RunAsync(new CommandRequest(["false"]) { Input = input });
        await Should.ThrowAsync<AgentException>(() => connection.RunAsync(new CommandRequest(["no-such-program"]) { Input = input }));

        counted.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ShouldBe(["0", $"{input.Length}"]);
        failed.ExitCode.ShouldBe(1);
        Directory
            .GetFiles(lab.At($"{Number}", "tmp"), ".scalewright-*", new EnumerationOptions { AttributesToSkip = FileAttributes.None })
            .ShouldBeEmpty();
    }

    [MachineTheory("ssh-machines", "/usr/bin/sudo")]
    [InlineData("ALL"), InlineData("NOPASSWD: ALL")]
    public async Task A_command_run_with_sudo_is_killed_with_its_children_on_timeout(string rule)
    {
        Serve(rule);
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(new SshPassword(Word)) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");

        Scalewright.Agents.CommandResult late = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "sleep 71.25 & sleep 71.25"]) { Timeout = TimeSpan.FromSeconds(1) }
        );

        (late.HasTimedOut, late.ExitCode).ShouldBe((true, 137));
        (await connection.RunAsync(new CommandRequest(["sh", "-c", Count]))).Output.Trim().ShouldBe("0");
    }

    [MachineTheory("ssh-machines", "/usr/bin/sudo")]
    [InlineData("NOPASSWD: /bin/sleep, /usr/bin/sleep", false), InlineData("/bin/sleep, /usr/bin/sleep", true)]
    public async Task A_timed_out_command_that_sudo_cannot_kill_is_reported_as_still_running(string rule, bool hasPassword)
    {
        Serve(rule);
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(hasPassword ? new SshPassword(Word) : null) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");

        AgentException late = await Should.ThrowAsync<AgentException>(() =>
            connection.RunAsync(new CommandRequest(["sleep", "20"]) { Timeout = TimeSpan.FromSeconds(1) })
        );

        late.Problems.ShouldHaveSingleItem().Message.ShouldStartWith("'sleep' could not be killed and is still running");
    }

    [MachineFact("ssh-machines", "/usr/bin/sudo")]
    public async Task A_cancelled_command_that_sudo_cannot_kill_is_reported_as_still_running()
    {
        Serve("NOPASSWD: /bin/sleep, /usr/bin/sleep");
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions() });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");
        await using INodeConnection plain = await new SshTransport(Options).ConnectAsync(Address, "n4");
        using CancellationTokenSource cancelling = new();

        Task running = connection.RunAsync(new CommandRequest(["sleep", "20.75"]), cancelling.Token);
        await plain.RunAsync(
            new CommandRequest(["sh", "-c", "until grep -q -a 'sleep.20[.]75' /proc/[0-9]*/cmdline; do sleep 0.05; done"])
        );
        await cancelling.CancelAsync();

        (await Should.ThrowAsync<AgentException>(() => running))
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldStartWith("'sleep' could not be killed and is still running");
    }

    [MachineTheory("ssh-machines", "/usr/bin/sudo")]
    [InlineData("ALL", true), InlineData("NOPASSWD: ALL", false)]
    public async Task Programs_and_folders_visible_only_to_root_are_found_with_sudo(string rule, bool hasPassword)
    {
        Serve(rule);
        await using SshTransport transport = new(Options with { Sudo = new SshSudoOptions(hasPassword ? new SshPassword(Word) : null) });
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");
        string folder = (
            await connection.RunAsync(
                new CommandRequest([
                    "sh",
                    "-c",
                    "umask 077; mkdir ~root/only; printf '#!/bin/sh\\npwd; cat\\n' >~root/only/tool; chmod 700 ~root/only/tool; echo ~root/only",
                ])
            )
        ).Output.Trim();

        (await connection.RunAsync(new CommandRequest([$"{folder}/tool"]) { Input = "in" })).Output.ShouldEndWith("\nin");
        (await connection.RunAsync(new CommandRequest(["./tool"]) { WorkingDirectory = folder, Input = "in" })).Output.ShouldBe(
            $"{folder}\nin"
        );
        (
            await connection.RunAsync(
                new CommandRequest(["sh", "-c", "echo \"$X\"; pwd"])
                {
                    WorkingDirectory = folder,
                    Environment = ValueMap<string>.Empty.With("X", "a b"),
                }
            )
        ).Output.ShouldBe($"a b\n{folder}\n");
        (await Should.ThrowAsync<AgentException>(() => connection.RunAsync(new CommandRequest(["./none"]) { WorkingDirectory = folder })))
            .Problems[0]
            .Message.ShouldBe("there is no program './none' that may be started");
        (
            await Should.ThrowAsync<AgentException>(() =>
                connection.RunAsync(new CommandRequest(["pwd"]) { WorkingDirectory = $"{folder}/none" })
            )
        )
            .Problems[0]
            .Message.ShouldStartWith("there is no folder");
        await connection.RunAsync(new CommandRequest(["rm", "-r", folder]));
    }

    private static async Task<Scalewright.Agents.CommandResult> RunAsync(SshClientOptions options, params string[] words)
    {
        await using SshTransport transport = new(options);
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n4");
        return await connection.RunAsync(new CommandRequest([.. words]) { Timeout = TimeSpan.FromSeconds(30) });
    }

    private void Serve(string rule)
    {
        string hash = lab.OnHub("openssl", "passwd", "-6", Word).Trim();
        File.WriteAllText(
            lab.At($"{Number}", "passwd"),
            $"{File.ReadAllText("/etc/passwd").TrimEnd()}\n{User}:x:4242:4242::/tmp:/bin/sh\n"
        );
        File.WriteAllText(
            lab.At($"{Number}", "shadow"),
            $"root:*:19000:0:99999:7:::\nsshd:!:19000::::::\n{User}:{hash}:19000:0:99999:7:::\n"
        );
        File.WriteAllText(lab.At($"{Number}", "sudoers"), $"{User} ALL=(ALL) {rule}\n");
        lab.OnHub("chmod", "440", lab.At($"{Number}", "sudoers"));
        lab.OnHub("chmod", "600", lab.At($"{Number}", "shadow"));
        lab.Serve(Number, "PasswordAuthentication yes", "PubkeyAuthentication no");
    }
}
