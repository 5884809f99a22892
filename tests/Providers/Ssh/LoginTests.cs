namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class LoginTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task A_port_without_an_SSH_server_is_reported_as_a_refused_connection()
    {
        AgentException failure = await FailAsync(lab.Options, SshLab.AddressOf(1) with { Port = 2222, HostKeys = [KeyOf(1)] });

        failure.Code.Name.ShouldBe("ssh-refused");
    }

    [MachineTheory("ssh-machines")]
    [InlineData("SSH-2.0-x\r\n"), InlineData(""), InlineData("SSH-1.0-x\r\n"), InlineData("SSH-garbage\r\n")]
    [SuppressMessage("Reliability", "CA2025", Justification = "The task is awaited before.")]
    public async Task A_server_that_does_not_speak_SSH_is_reported_as_such(string begin)
    {
        byte[] said = [.. Encoding.ASCII.GetBytes(begin), .. Enumerable.Repeat((byte)'A', 64 * 1024)];
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = SayAsync(listener, said);

        NodeAddress address = new("127.0.0.1") { Port = ((IPEndPoint)listener.LocalEndpoint).Port, User = "root" };
        AgentException failure = await FailAsync(lab.Options with { ClientPath = "ssh" }, address);
        listener.Stop();
        await serving;

        failure.Problems[0].Message.ShouldStartWith($"{address} answers, and this is not an SSH server: ");
    }

    [MachineFact("ssh-machines")]
    public async Task A_missing_machine_is_reported_as_unreachable()
    {
        AgentException failure = await FailAsync(
            lab.Options with
            {
                ConnectTimeout = TimeSpan.FromSeconds(2),
            },
            new NodeAddress("10.77.9.9")
        );

        failure.Code.Name.ShouldBe("ssh-unreachable");
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_16_an_unresolvable_host_name_is_reported_as_not_found()
    {
        AgentException failure = await FailAsync(lab.Options, new NodeAddress("no-such-name.invalid"));

        failure.Code.Name.ShouldBe("ssh-host-not-found");
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_09_a_changed_host_key_is_rejected_with_both_fingerprints()
    {
        AgentException failure = await FailAsync(
            lab.Options with
            {
                HostKeyPolicy = HostKeyPolicy.AcceptNew,
            },
            SshLab.AddressOf(1) with
            {
                HostKeys = [KeyOf(2)],
            }
        );

        failure.Code.Name.ShouldBe("ssh-host-key-changed");
        failure
            .Problems[0]
            .Message.ShouldBe($"root@10.77.0.11 shows another key than the known one: {FingerprintOf(1)} instead of {FingerprintOf(2)}");
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_10_an_unknown_host_key_is_rejected_unless_new_keys_are_accepted()
    {
        string known = lab.At("new_known_hosts");
        SshClientOptions options = lab.Options with { KnownHostsFile = known };

        AgentException refused = await FailAsync(options, SshLab.AddressOf(1));
        await using (SshTransport transport = new(options with { HostKeyPolicy = HostKeyPolicy.AcceptNew }))
        {
            await using INodeConnection first = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        }

        await using SshTransport strict = new(options);
        await using INodeConnection next = await strict.ConnectAsync(SshLab.AddressOf(1), "n1");

        refused.Code.Name.ShouldBe("ssh-host-key-unknown");
        File.ReadAllText(known).ShouldContain(KeyOf(1));
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_15_a_refused_login_is_reported_with_user_and_host_and_not_retried()
    {
        File.WriteAllText(lab.At("config-other"), $"Host *\n  IdentitiesOnly yes\n  IdentityFile {lab.At("1", "host_key")}\n");
        int before = LoginsAt(1);

        AgentException failure = await FailAsync(
            lab.Options with
            {
                ConfigFile = lab.At("config-other"),
                IdentityFile = "",
            },
            SshLab.AddressOf(1)
        );

        failure.Code.Name.ShouldBe("ssh-login-refused");
        failure.Message.ShouldContain("root@10.77.0.11 refused the login with the offered credentials (keys: ED25519): ");
        failure.Message.ShouldNotContain("host_key");
        (LoginsAt(1) - before).ShouldBe(1);
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_15_too_many_offered_keys_are_reported_even_if_the_right_one_is_among_them()
    {
        string[] wrong = [.. Enumerable.Range(1, 6).Select(number => lab.At($"wrong-{number}"))];
        foreach (string key in wrong)
        {
            lab.OnHub("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
        }

        File.WriteAllText(
            lab.At("config-many"),
            $"Host *\n  IdentitiesOnly yes\n{string.Concat(wrong.Append(lab.At("id")).Select(key => $"  IdentityFile {key}\n"))}"
        );
        int before = EndedLogins();

        AgentException failure = await FailAsync(
            lab.Options with
            {
                ConfigFile = lab.At("config-many"),
                IdentityFile = "",
            },
            SshLab.AddressOf(1)
        );

        failure.Code.Name.ShouldBe("ssh-login-refused");
        failure.Message.ShouldContain(
            "root@10.77.0.11 ended the login because too many keys were offered (keys: ED25519 (6)); name the right one (IdentityFile, with 'IdentitiesOnly yes'"
        );
        failure.Message.ShouldNotContain("wrong-");
        (EndedLogins() - before).ShouldBe(1);

        int EndedLogins() =>
            File.ReadAllLines(lab.At("1", "log"))
                .Count(line => line.Contains("maximum authentication attempts exceeded", StringComparison.Ordinal));
    }

    // A caller that monitors a cluster connects every few seconds.
    [MachineFact("ssh-machines")]
    public async Task F_NET_15_a_refused_login_is_retried_only_after_an_increasing_delay()
    {
        HandClock clock = new();
        string keys = lab.At("config-held");
        File.WriteAllText(keys, $"Host *\n  IdentitiesOnly yes\n  IdentityFile {lab.At("1", "host_key")}\n");
        await using SshTransport transport = new(lab.Options with { ConfigFile = keys, IdentityFile = "", Clock = clock });
        int before = LoginsAt(1);

        AgentException first = await RefusedAsync(transport);
        clock.Advance(TimeSpan.FromSeconds(59));
        AgentException held = await RefusedAsync(transport);
        int asked = LoginsAt(1) - before;
        clock.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(transport);
        clock.Advance(TimeSpan.FromSeconds(119));
        await RefusedAsync(transport);
        int askedAgain = LoginsAt(1) - before;
        clock.Advance(TimeSpan.FromSeconds(1));
        File.WriteAllText(keys, $"Host *\n  IdentitiesOnly yes\n  IdentityFile {lab.At("id")}\n");
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        (asked, askedAgain).ShouldBe((1, 2));
        held.Problems[0].Message.ShouldBe(first.Problems[0].Message);
        held.Message.ShouldContain("it is tried again in 1 s at the earliest");

        static Task<AgentException> RefusedAsync(SshTransport transport) =>
            Should.ThrowAsync<AgentException>(() => transport.ConnectAsync(SshLab.AddressOf(1), "n1"));
    }

    [MachineTheory("ssh-machines")]
    [InlineData("/no/such/ssh", "there is no program")]
    [InlineData("no-such-ssh", "there is no program")]
    [InlineData("/etc/passwd", "may not be executed")]
    public async Task A_missing_or_non_executable_SSH_client_is_reported(string program, string why)
    {
        AgentException failure = await FailAsync(lab.Options with { ClientPath = program }, SshLab.AddressOf(1));

        (failure.Code.Name, failure.IsTransient).ShouldBe(("ssh-client-not-found", false));
        failure.Message.ShouldContain($"the SSH client '{program}' does not start: ");
        failure.Message.ShouldContain(why);
    }

    // The path of a key may contain the text of another error or the name of another key type.
    [MachineFact("ssh-machines")]
    public async Task F_NET_15_a_refused_login_is_reported_with_key_types_but_no_other_key_details()
    {
        string folder = lab.At("Connection refused RSA SHA256:none");
        Directory.CreateDirectory(folder);
        foreach (string type in new[] { "ed25519", "ecdsa", "rsa" })
        {
            lab.OnHub("ssh-keygen", "-q", "-t", type, "-N", "", "-f", Path.Join(folder, type));
        }

        File.WriteAllText(
            lab.At("config-types"),
            $"Host *\n  IdentitiesOnly yes\n{string.Concat(new[] { "rsa", "ed25519", "ecdsa" }.Select(type => $"  IdentityFile \"{Path.Join(folder, type)}\"\n"))}"
        );

        AgentException failure = await FailAsync(
            lab.Options with
            {
                ConfigFile = lab.At("config-types"),
                IdentityFile = "",
            },
            SshLab.AddressOf(1)
        );

        failure.Code.Name.ShouldBe("ssh-login-refused");
        failure.Message.ShouldContain("the offered credentials (keys: RSA, ED25519, ECDSA): ");
        failure.Message.ShouldNotContain("SHA256");
    }

    // OpenSSH supports LogVerbose since version 8.5.
    [MachineFact("ssh-machines")]
    public async Task F_NET_15_an_old_SSH_client_is_not_asked_to_log_its_keys()
    {
        string old = lab.At("old-ssh");
        File.WriteAllText(
            old,
            $"""
            #!/bin/sh
            [ "$1" = -V ] && echo 'OpenSSH_8.4p1 Debian-5+deb11u3, OpenSSL 1.1.1w  11 Sep 2023' >&2 && exit
            case "$*" in *LogVerbose*) exit 255 ;; esac
            exec {lab.At("ssh")} "$@"
            """
        );
        lab.OnHub("chmod", "700", old);
        File.WriteAllText(lab.At("config-old"), $"Host *\n  IdentitiesOnly yes\n  IdentityFile {lab.At("1", "host_key")}\n");

        AgentException failure = await FailAsync(
            lab.Options with
            {
                ClientPath = old,
                ConfigFile = lab.At("config-old"),
                IdentityFile = "",
            },
            SshLab.AddressOf(1)
        );

        failure.Message.ShouldContain("refused the login with the offered credentials: ");
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_15_a_login_to_a_locked_account_is_reported_and_not_retried()
    {
        File.WriteAllText(lab.At("2", "shadow"), "root:!:19000:0:99999:7:::\nsshd:!:19000::::::\n");
        lab.Serve(2);
        try
        {
            int before = LoginsAt(2);

            AgentException failure = await FailAsync(lab.Options, SshLab.AddressOf(2));

            failure.Code.Name.ShouldBe("ssh-login-refused");
            failure.Message.ShouldContain("root@10.77.0.12 refused the login with the offered credentials");
            File.ReadAllText(lab.At("2", "log")).ShouldContain("account is locked");
            (LoginsAt(2) - before).ShouldBe(1);
        }
        finally
        {
            File.Delete(lab.At("2", "shadow"));
            lab.Serve(2);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_13_a_burst_of_logins_beyond_the_limit_of_the_server_succeeds_by_retries()
    {
        lab.Serve(2, "MaxStartups 3:100:3", "LogLevel DEBUG");
        try
        {
            SshTransport[] transports =
            [
                .. Enumerable
                    .Range(0, 12)
                    .Select(number => new SshTransport(lab.Options with { MaxLoginAttempts = 12, Random = new Random(number) })),
            ];
            await Task.WhenAll(
                transports.Select(async transport =>
                {
                    await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(2), "n2");
                    (await connection.RunAsync(new CommandRequest(["true"]))).Succeeded.ShouldBeTrue();
                    await transport.DisposeAsync();
                })
            );
        }
        finally
        {
            lab.Serve(2);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task F_NET_12_concurrent_commands_succeed_within_the_session_limit_of_the_server()
    {
        lab.Serve(2, "MaxSessions 2");
        try
        {
            await using SshTransport transport = new(lab.Options);
            await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(2), "n2");

            CommandResult[] results = await Task.WhenAll(
                Enumerable.Range(0, 12).Select(number => connection.RunAsync(new CommandRequest(["sh", "-c", $"sleep 0.1; echo {number}"])))
            );

            results.Select(result => result.Output).ShouldBe(Enumerable.Range(0, 12).Select(number => $"{number}\n"));
            LoginsAt(2).ShouldBeGreaterThan(0);
        }
        finally
        {
            lab.Serve(2);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task A_password_is_supplied_by_askpass_and_appears_in_no_argument_and_no_key_file()
    {
        const string Canary = "canary-5f2e0c";
        File.WriteAllText(
            lab.At("askpass-ssh"),
            $"#!/bin/sh\n\"$SSH_ASKPASS\" >'{lab.At("asked")}'\nls -l \"$(dirname \"$SSH_ASKPASS\")\" >'{lab.At("listed")}'\nexec '{lab.At("ssh")}' \"$@\"\n"
        );
        lab.OnHub("chmod", "700", lab.At("askpass-ssh"));
        await using SshTransport transport = new(
            lab.Options with
            {
                ClientPath = lab.At("askpass-ssh"),
                Password = new SshPassword(Canary),
            }
        );

        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        File.ReadAllText(lab.At("asked")).ShouldBe(Canary + "\n");
        File.ReadAllLines(lab.At("listed"))
            .Where(line => line.EndsWith(".key", StringComparison.Ordinal))
            .ShouldAllBe(line => line.StartsWith("-rw-------", StringComparison.Ordinal));
        Directory
            .EnumerateFiles(
                "/proc",
                "cmdline",
                new EnumerationOptions
                {
                    MaxRecursionDepth = 1,
                    RecurseSubdirectories = true,
                    IgnoreInaccessible = true,
                }
            )
            .Where(file => !file.Contains("self", StringComparison.Ordinal) && ReadSafely(file).Contains(Canary, StringComparison.Ordinal))
            .ShouldBeEmpty();
        Directory
            .EnumerateFiles(
                Path.GetTempPath(),
                "*.key",
                new EnumerationOptions
                {
                    MaxRecursionDepth = 1,
                    RecurseSubdirectories = true,
                    IgnoreInaccessible = true,
                }
            )
            .Where(file =>
                Path.GetDirectoryName(file)!.Contains("/sw-", StringComparison.Ordinal)
                && ReadSafely(file).Contains(Canary, StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public async Task A_correct_password_logs_in_and_a_wrong_one_is_rejected()
    {
        const string Word = "it's a \"secret\" $HOME";
        string hash = lab.OnHub("openssl", "passwd", "-6", Word);
        File.WriteAllText(lab.At("3", "shadow"), $"root:{hash}:19000:0:99999:7:::\nsshd:!:19000::::::\n");
        lab.Serve(3, "PasswordAuthentication yes", "PubkeyAuthentication no");
        try
        {
            await using SshTransport transport = new(lab.Options with { Password = new SshPassword(Word) });
            await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(3), "n3");
            AgentException refused = await FailAsync(lab.Options with { Password = new SshPassword("wrong") }, SshLab.AddressOf(3));

            (await connection.RunAsync(new CommandRequest(["uname", "-n"]))).Output.ShouldBe("node3\n");
            refused.Code.Name.ShouldBe("ssh-login-refused");
            refused.ToString().ShouldNotContain("wrong");
        }
        finally
        {
            lab.Serve(3);
        }
    }

    private static async Task<AgentException> FailAsync(SshClientOptions options, NodeAddress address)
    {
        await using SshTransport transport = new(options);
        return await Should.ThrowAsync<AgentException>(() => transport.ConnectAsync(address, "n1"));
    }

    private static string ReadSafely(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task SayAsync(TcpListener listener, byte[] said)
    {
        try
        {
            while (true)
            {
                using Socket socket = await listener.AcceptSocketAsync();
                await socket.SendAsync(said);
                // Waits until the client closes the connection.
                while (await socket.ReceiveAsync(new byte[1024]) > 0) { }
            }
        }
        catch (SocketException)
        {
            // The client reset the connection, or the listener stopped.
        }
    }

    private string KeyOf(int number) => string.Join(' ', File.ReadAllText(lab.At($"{number}", "host_key.pub")).Split(' ')[..2]);

    private string FingerprintOf(int number) => lab.OnHub("ssh-keygen", "-lf", lab.At($"{number}", "host_key.pub")).Split(' ')[1];

    private int LoginsAt(int number) =>
        File.ReadAllLines(lab.At($"{number}", "log"))
            .Count(line =>
                line.Contains("Connection closed by", StringComparison.Ordinal)
                || line.Contains("Accepted", StringComparison.Ordinal)
                || line.Contains("Disconnected", StringComparison.Ordinal)
            );
}
