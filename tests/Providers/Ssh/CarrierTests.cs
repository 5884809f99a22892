namespace Ssh.Tests;

/// <summary>Behaviour that does not depend on the implementation of the SSH protocol.</summary>
[Collection(LabMachines.Name)]
public sealed class CarrierTests(SshLab lab) : IDisposable
{
    private readonly SshRelay[] _relays = [.. Enumerable.Range(1, 3).Select(number => new SshRelay(lab, number))];

    private NodeAddress Address => _relays[0].Address with { HostKeys = [_relays[0].Key] };

    public static TheoryData<SshCarrier> Carriers => [SshCarrier.OpenSsh, SshCarrier.SshNet];

    public void Dispose()
    {
        foreach (SshRelay relay in _relays)
        {
            relay.Dispose();
        }
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_command_receives_its_input_and_returns_its_output_error_output_and_exit_code(SshCarrier carrier)
    {
        await using SshTransport transport = new(OptionsOf(carrier));
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n1");
        string input = string.Concat(Enumerable.Range(0, 100_000).Select(static line => $"line {line}\n"));

        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "uname -n; wc -c; echo err >&2; exit 7"]) { Input = input }
        );

        (result.Output, result.Error, result.ExitCode).ShouldBe(($"node1\n{input.Length}\n", "err\n", 7));
        connection.BootId.ShouldBe(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_cancelled_or_late_command_ends_with_everything_it_started(SshCarrier carrier)
    {
        await using SshTransport transport = new(OptionsOf(carrier));
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n1");
        using CancellationTokenSource ending = new();
        CommandRequest request = new(["sh", "-c", "sleep 471150 & echo started; wait"]);

        Task cancelled = connection.RunAsync(request with { OnOutput = _ => ending.Cancel() }, ending.Token);
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        CommandResult late = await connection.RunAsync(request with { Timeout = TimeSpan.FromSeconds(1) });

        late.HasTimedOut.ShouldBeTrue();
        (await connection.RunAsync(new CommandRequest(["pgrep", "-x", "-f", "sleep 471150"]))).ExitCode.ShouldBe(
            1,
            "nothing of them runs any more"
        );
    }

    [MachineTheory("ssh-machines", "iptables")]
    [MemberData(nameof(Carriers))]
    public async Task A_dead_link_fails_a_running_command_whose_outcome_is_unknown(SshCarrier carrier)
    {
        await using SshTransport transport = new(OptionsOf(carrier));
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n1");
        using CancellationTokenSource started = new();
        Task<CommandResult> running = connection.RunAsync(
            new CommandRequest(["sh", "-c", "echo started; sleep 600"]) { OnOutput = _ => started.Cancel() }
        );
        await Should.ThrowAsync<OperationCanceledException>(() => Task.Delay(TimeSpan.FromMinutes(2), started.Token));

        lab.Cut(1, inbound: true, outbound: true);
        try
        {
            AgentException lost = await Should.ThrowAsync<AgentException>(running);

            lost.Code.Name.ShouldBe("connection-lost");
            lost.IsOutcomeUnknown.ShouldBeTrue();
        }
        finally
        {
            lab.Join(1);
        }

        (await connection.RunAsync(new CommandRequest(["echo", "again"]))).Output.ShouldBe("again\n");
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_reset_connection_leaves_the_outcome_unknown_and_the_next_command_reconnects(SshCarrier carrier)
    {
        await using SshTransport transport = new(OptionsOf(carrier));
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n1");
        TaskCompletionSource started = new();
        Task<CommandResult> running = connection.RunAsync(
            new CommandRequest(["sh", "-c", "echo started; sleep 60"]) { OnOutput = _ => started.TrySetResult() }
        );
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1));

        _relays[0].Reset();
        AgentException lost = await Should.ThrowAsync<AgentException>(running);

        lost.IsOutcomeUnknown.ShouldBeTrue();
        (await connection.RunAsync(new CommandRequest(["echo", "again"]))).Output.ShouldBe("again\n");
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_changed_host_key_is_refused_with_both_fingerprints_and_an_unknown_one_by_default(SshCarrier carrier)
    {
        string known = lab.At($"known-{carrier}");
        SshClientOptions options = OptionsOf(carrier) with { KnownHostsFile = known };

        AgentException changed = await FailAsync(
            options with
            {
                HostKeyPolicy = HostKeyPolicy.AcceptNew,
            },
            Address with
            {
                HostKeys = [_relays[1].Key],
            }
        );
        AgentException unknown = await FailAsync(options, _relays[0].Address);
        await RunAsync(options with { HostKeyPolicy = HostKeyPolicy.AcceptNew }, _relays[0].Address);
        string output = await RunAsync(options, _relays[0].Address);

        changed.Code.Name.ShouldBe("ssh-host-key-changed");
        changed
            .Problems[0]
            .Message.ShouldBe($"{Address} shows another key than the known one: {FingerprintOf(1)} instead of {FingerprintOf(2)}");
        unknown.Code.Name.ShouldBe("ssh-host-key-unknown");
        File.ReadAllText(known).ShouldContain(_relays[0].Key);
        output.ShouldBe("node1\n");
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task Known_hosts_files_may_have_hashed_names_patterns_and_revoked_keys(SshCarrier carrier)
    {
        string known = lab.At($"known-forms-{carrier}");
        SshClientOptions options = OptionsOf(carrier) with { KnownHostsFile = known };
        string name = $"[{_relays[0].Host}]:{_relays[0].Port}";

        File.WriteAllText(known, $"# comment\n\n{name} {_relays[0].Key} comment\n");
        lab.OnHub("ssh-keygen", "-q", "-H", "-f", known);
        File.ReadAllText(known).ShouldContain("|1|");
        (await RunAsync(options, _relays[0].Address)).ShouldBe("node1\n");

        File.WriteAllText(known, $"other,[127.0.1.?]:* {_relays[0].Key}\n");
        (await RunAsync(options, _relays[0].Address)).ShouldBe("node1\n");

        File.WriteAllText(known, $"*,!{name},!{_relays[0].Host} {_relays[0].Key}\n");
        (await FailAsync(options, _relays[0].Address)).Code.Name.ShouldBe("ssh-host-key-unknown");

        File.WriteAllText(known, $"{name} {_relays[0].Key}\n@revoked * {_relays[0].Key}\n");
        AgentException revoked = await FailAsync(options, _relays[0].Address);
        (revoked.Code.Name, revoked.Problems[0].Message.Contains("is revoked", StringComparison.Ordinal)).ShouldBe(
            ("ssh-host-key-unknown", true)
        );
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_host_certificate_of_a_known_authority_is_trusted_only_for_its_host_name(SshCarrier carrier)
    {
        string authority = MakeKey($"ca-{carrier}", "ed25519");
        lab.OnHub("ssh-keygen", "-q", "-s", authority, "-I", "node", "-h", "-n", _relays[1].Host, lab.At("2", "host_key.pub"));
        string certificate = lab.At("2", "host_key-cert.pub");
        string known = lab.At($"known-authority-{carrier}");
        File.WriteAllText(known, $"@cert-authority [127.0.1.*]:* {File.ReadAllText($"{authority}.pub")}");
        lab.Serve(2, $"HostCertificate {certificate}");
        lab.Serve(3, $"HostKey {lab.At("2", "host_key")}", $"HostCertificate {certificate}");
        try
        {
            SshClientOptions options = OptionsOf(carrier) with { KnownHostsFile = known };

            (await RunAsync(options, _relays[1].Address)).ShouldBe("node2\n");
            (await FailAsync(options, _relays[2].Address)).Code.Name.ShouldStartWith("ssh-host-key");
        }
        finally
        {
            lab.Serve(2);
            lab.Serve(3);
        }
    }

    [MachineTheory("ssh-machines")]
    [InlineData(SshCarrier.OpenSsh, "ed25519"), InlineData(SshCarrier.OpenSsh, "rsa"), InlineData(SshCarrier.OpenSsh, "ecdsa")]
    [InlineData(SshCarrier.SshNet, "ed25519"), InlineData(SshCarrier.SshNet, "rsa"), InlineData(SshCarrier.SshNet, "ecdsa")]
    public async Task Keys_of_each_type_log_in_and_a_key_that_the_server_does_not_know_is_refused_once(SshCarrier carrier, string type)
    {
        string key = MakeKey($"key-{carrier}-{type}", type);
        string stranger = MakeKey($"stranger-{carrier}-{type}", type);
        lab.Serve(1, $"AuthorizedKeysFile {key}.pub");
        try
        {
            (await RunAsync(OptionsOf(carrier) with { IdentityFile = key }, Address)).ShouldBe("node1\n");
            AgentException refused = await FailAsync(OptionsOf(carrier) with { IdentityFile = stranger }, Address);

            refused.Code.Name.ShouldBe("ssh-login-refused");
            refused
                .Problems[0]
                .Message.ShouldStartWith($"{Address} refused the login with the offered credentials (keys: {type.ToUpperInvariant()}): ");
        }
        finally
        {
            lab.Serve(1);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task An_encrypted_key_logs_in_with_its_passphrase_by_SSH_NET()
    {
        string key = MakeKey("encrypted", "ed25519", "open sesame");
        SshClientOptions options = OptionsOf(SshCarrier.SshNet) with { IdentityFile = key };
        lab.Serve(1, $"AuthorizedKeysFile {key}.pub");
        try
        {
            (await RunAsync(options with { KeyPassphrase = new SshPassword("open sesame") }, Address)).ShouldBe("node1\n");
            foreach (
                SshClientOptions wrong in new[]
                {
                    options,
                    options with
                    {
                        KeyPassphrase = new SshPassword("closed"),
                    },
                    options with
                    {
                        IdentityFile = "/missing",
                    },
                }
            )
            {
                AgentException refused = await FailAsync(wrong, Address);
                (
                    refused.Code.Name,
                    refused
                        .Problems[0]
                        .Message.StartsWith(
                            $"the private key '{wrong.IdentityFile}' for {Address} cannot be used: ",
                            StringComparison.Ordinal
                        )
                ).ShouldBe(("ssh-invalid-configuration", true), refused.Message);
            }
        }
        finally
        {
            lab.Serve(1);
        }
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_user_certificate_logs_in_until_it_expires(SshCarrier carrier)
    {
        string authority = MakeKey($"user-ca-{carrier}", "ed25519");
        string key = MakeKey($"certified-{carrier}", "ed25519");
        lab.Serve(1, $"TrustedUserCAKeys {authority}.pub", "AuthorizedKeysFile none");
        try
        {
            SshClientOptions options = OptionsOf(carrier) with { IdentityFile = key };

            (await RunAsync(options with { CertificateFile = Sign("good", "always:forever") }, Address)).ShouldBe("node1\n");
            (await FailAsync(options with { CertificateFile = Sign("old", "20200101:20200102") }, Address)).Code.Name.ShouldBe(
                "ssh-login-refused"
            );
        }
        finally
        {
            lab.Serve(1);
        }

        // A certificate next to its key is used automatically, so the certificate is renamed.
        string Sign(string name, string period)
        {
            lab.OnHub("ssh-keygen", "-q", "-s", authority, "-I", name, "-n", "root", "-V", period, $"{key}.pub");
            string path = $"{key}.{name}";
            File.Move($"{key}-cert.pub", path, overwrite: true);
            return path;
        }
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_correct_password_logs_in_and_a_wrong_one_is_refused(SshCarrier carrier)
    {
        const string Word = "it's a \"secret\" $HOME";
        SshClientOptions options = OptionsOf(carrier) with { IdentityFile = MakeKey($"unused-{carrier}", "ed25519") };
        File.WriteAllText(
            lab.At("3", "shadow"),
            $"root:{lab.OnHub("openssl", "passwd", "-6", Word).Trim()}:19000:0:99999:7:::\nsshd:!:19000::::::\n"
        );
        lab.Serve(3, "PasswordAuthentication yes", "PubkeyAuthentication no");
        try
        {
            NodeAddress address = _relays[2].Address with { HostKeys = [_relays[2].Key] };

            (await RunAsync(options with { Password = new SshPassword(Word) }, address)).ShouldBe("node3\n");
            AgentException refused = await FailAsync(options with { Password = new SshPassword("wrong") }, address);

            refused.Code.Name.ShouldBe("ssh-login-refused");
            refused.ToString().ShouldNotContain("wrong");
        }
        finally
        {
            lab.Serve(3);
        }
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_machine_is_reached_through_jump_hosts_in_the_given_order_and_failures_name_the_host(SshCarrier carrier)
    {
        string known = lab.At($"known-jumps-{carrier}");
        string first = $"root@{_relays[0].Host}:{_relays[0].Port}";
        File.WriteAllText(
            known,
            $"[{_relays[0].Host}]:{_relays[0].Port} {_relays[0].Key}\n{SshLab.HostOf(2)} {_relays[1].Key}\n{SshLab.HostOf(3)} {_relays[2].Key}\n"
        );
        SshClientOptions options = OptionsOf(carrier) with { KnownHostsFile = known, JumpHosts = [first, $"root@{SshLab.HostOf(2)}"] };
        NodeAddress target = SshLab.AddressOf(3);

        (await RunAsync(options, target, "uname -n; echo ${SSH_CLIENT%% *}")).ShouldBe($"node3\n{SshLab.HostOf(2)}\n");
        AgentException closed = await FailAsync(options, target with { Port = 2222, HostKeys = [_relays[2].Key] });
        AgentException stranger = await FailAsync(options with { IdentityFile = MakeKey($"no-jump-{carrier}", "ed25519") }, target);

        (closed.Code.Name, closed.Problems[0].Message.StartsWith($"{target}:2222 ", StringComparison.Ordinal)).ShouldBe(
            (carrier == SshCarrier.OpenSsh ? "ssh-refused" : "ssh-unreachable", true),
            closed.Message
        );
        stranger.Code.Name.ShouldBe("ssh-login-refused");
        stranger.Problems[0].Message.ShouldStartWith($"{first} on the way to {target} refused the login");
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task Logins_without_a_server_a_name_or_a_common_algorithm_are_reported(SshCarrier carrier)
    {
        SshClientOptions options = OptionsOf(carrier) with { ConnectTimeout = TimeSpan.FromSeconds(20) };
        using System.Net.Sockets.TcpListener silent = new(IPAddress.Parse("127.0.0.1"), 0);
        silent.Start();

        (await FailAsync(options, new NodeAddress("127.0.1.9") { Port = 1, User = "root" })).Code.Name.ShouldBe("ssh-refused");
        (await FailAsync(options, new NodeAddress("no-such-name.invalid"))).Code.Name.ShouldBe("ssh-host-not-found");
        (
            await FailAsync(
                options with
                {
                    ConnectTimeout = TimeSpan.FromSeconds(1),
                },
                new NodeAddress("127.0.0.1") { Port = ((IPEndPoint)silent.LocalEndpoint).Port }
            )
        ).Code.Name.ShouldBe("ssh-unreachable");
        lab.Serve(1, "KexAlgorithms diffie-hellman-group14-sha1", "Ciphers aes128-cbc");
        try
        {
            (await FailAsync(options, Address)).Code.Name.ShouldBe("ssh-unreachable");
        }
        finally
        {
            lab.Serve(1);
        }
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_hundred_mebibytes_are_uploaded_and_downloaded_unchanged(SshCarrier carrier)
    {
        await using SshTransport transport = new(OptionsOf(carrier));
        await using SshConnection connection = await transport.OpenConnectionAsync(Address, "n1");
        byte[] content = new byte[100 * 1024 * 1024];
        new Random(1).NextBytes(content);
        using MemoryStream back = new(content.Length);

        await connection.PutFileAsync("/tmp/large.bin", new MemoryStream(content));
        await connection.GetFileAsync("/tmp/large.bin", back);

        File.ReadAllBytes(lab.At("1", "tmp", "large.bin")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        back.GetBuffer().AsSpan(0, (int)back.Length).SequenceEqual(content).ShouldBeTrue();
        Directory.GetFiles(lab.At("1", "tmp"), "*.part").ShouldBeEmpty();
        File.Delete(lab.At("1", "tmp", "large.bin"));
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_thousand_concurrent_commands_run_over_as_many_sessions_as_the_server_allows(SshCarrier carrier)
    {
        lab.Serve(1, "MaxSessions 12");
        try
        {
            await using SshTransport transport = new(OptionsOf(carrier) with { MaxChannelsPerHost = 50 });
            await using INodeConnection connection = await transport.ConnectAsync(Address, "n1");

            CommandResult[] results = await Task.WhenAll(
                Enumerable.Range(0, 1000).Select(number => connection.RunAsync(new CommandRequest(["echo", $"{number}"])))
            );

            results.Select(result => result.Output).ShouldBe(Enumerable.Range(0, 1000).Select(static number => $"{number}\n"));
        }
        finally
        {
            lab.Serve(1);
        }
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_program_streams_its_input_and_output_until_it_exits(SshCarrier carrier)
    {
        await using SshTransport transport = new(OptionsOf(carrier));
        await using DuplexStream stream = (DuplexStream)
            await transport.OpenProcessStreamAsync(Address, ["sh", "-c", "read -r line; echo \"got $line\"; exit 3"]);

        await stream.WriteAsync("hello\n"u8.ToArray());
        using StreamReader reader = new(stream, leaveOpen: true);

        (await reader.ReadToEndAsync()).ShouldBe("got hello\n");
        (await stream.GetProcessExitAsync()).ShouldNotBeNull().ExitCode.ShouldBe(3);
    }

    [MachineTheory("ssh-machines")]
    [MemberData(nameof(Carriers))]
    public async Task A_port_is_forwarded_in_both_directions_and_again_after_a_reset(SshCarrier carrier)
    {
        const int LocalPort = 40017;
        await using SshTransport transport = new(OptionsOf(carrier));
        await using SshConnection connection = await transport.OpenConnectionAsync(Address, "n1");
        using System.Net.Sockets.TcpListener taken = new(IPAddress.Loopback, LocalPort - 1);
        taken.Start();

        await using PortForward local = await connection.ForwardPortAsync(SshLab.HostOf(2), 22, [LocalPort - 1, LocalPort]);
        await using PortForward remote = await connection.ForwardRemotePortAsync(0, LocalPort);
        await BannerAsync();
        string script = $"exec 3<>/dev/tcp/127.0.0.1/{((DnsEndPoint)remote.EndPoint).Port}; head -c 4 <&3";
        (await connection.RunAsync(new CommandRequest(["bash", "-c", script]))).Output.ShouldBe("SSH-");

        _relays[0].Reset();
        while (!local.IsOpen || !remote.IsOpen || !await TryAsync())
        {
            await Task.Delay(50);
        }

        async Task<bool> TryAsync()
        {
            try
            {
                await BannerAsync();
                return true;
            }
            catch (Exception notYet) when (notYet is System.Net.Sockets.SocketException or IOException)
            {
                return false;
            }
        }

        static async Task BannerAsync()
        {
            using System.Net.Sockets.TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, LocalPort);
            byte[] begin = new byte[4];
            await client.GetStream().ReadExactlyAsync(begin);
            Encoding.ASCII.GetString(begin).ShouldBe("SSH-");
        }
    }

    [MachineFact("ssh-machines")]
    public async Task Sockets_are_not_forwarded_by_SSH_NET_and_the_message_says_so()
    {
        await using SshTransport transport = new(OptionsOf(SshCarrier.SshNet));
        await using SshConnection connection = await transport.OpenConnectionAsync(Address, "n1");

        foreach (
            Func<Task> forward in new Func<Task>[]
            {
                () => connection.ForwardPortAsync("localhost", 22, []),
                () => connection.ForwardSocketAsync("/tmp/x", [40018]),
                () => connection.ForwardRemotePortAsync(0, "/tmp/x"),
            }
        )
        {
            (await Should.ThrowAsync<AgentException>(forward)).Message.ShouldContain("SSH.NET forwards ports only, no sockets");
        }
    }

    [MachineFact("ssh-machines")]
    public async Task A_killed_program_that_used_SSH_NET_leaves_no_command_behind()
    {
        using System.Diagnostics.Process killed = TestProgram.Start(
            "ssh",
            "hold",
            lab.Folder,
            _relays[2].Host,
            "471151",
            $"{_relays[2].Port}",
            _relays[2].Key
        );
        await using SshTransport transport = new(OptionsOf(SshCarrier.SshNet));
        await using INodeConnection connection = await transport.ConnectAsync(
            _relays[2].Address with
            {
                HostKeys = [_relays[2].Key],
            },
            "n3"
        );
        (
            await connection.RunAsync(new CommandRequest(["sh", "-c", "until [ -e /tmp/held ]; do sleep 0.05; done; rm /tmp/held"]))
        ).Succeeded.ShouldBeTrue();

        killed.Kill();
        await killed.WaitForExitAsync();

        CommandResult gone = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "for i in $(seq 400); do pgrep -x -f 'sleep 471151' || exit 0; sleep 0.05; done; exit 1"])
        );
        gone.Succeeded.ShouldBeTrue(gone.Output);
    }

    [MachineFact("ssh-machines")]
    public void Options_that_a_carrier_cannot_honour_are_refused_by_name()
    {
        Should
            .Throw<ArgumentException>(() => new SshTransport(new SshClientOptions { KeyPassphrase = new SshPassword("x") }))
            .ParamName.ShouldBe("KeyPassphrase");
        Should
            .Throw<ArgumentException>(() => new SshTransport(new SshClientOptions { Carrier = SshCarrier.SshNet, ConfigFile = "config" }))
            .ParamName.ShouldBe("ConfigFile");
        Should
            .Throw<ArgumentException>(() =>
                new SshTransport(new SshClientOptions { Carrier = SshCarrier.SshNet, ClientPath = "/usr/bin/ssh" })
            )
            .ParamName.ShouldBe("ClientPath");
    }

    private static async Task<string> RunAsync(SshClientOptions options, NodeAddress address, string script = "uname -n")
    {
        await using SshTransport transport = new(options);
        await using INodeConnection connection = await transport.ConnectAsync(address, "n");
        return (await connection.RunAsync(new CommandRequest(["sh", "-c", script]))).Output;
    }

    private static async Task<AgentException> FailAsync(SshClientOptions options, NodeAddress address)
    {
        await using SshTransport transport = new(options);
        return await Should.ThrowAsync<AgentException>(() => transport.ConnectAsync(address, "n"));
    }

    private SshClientOptions OptionsOf(SshCarrier carrier)
    {
        SshClientOptions options = new()
        {
            Carrier = carrier,
            IdentityFile = lab.At("id"),
            KnownHostsFile = lab.At("known_hosts"),
        };
        return carrier == SshCarrier.OpenSsh ? options with { ConfigFile = lab.At("config") } : options;
    }

    private string MakeKey(string name, string type, string passphrase = "")
    {
        string path = lab.At(name);
        lab.OnHub("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", path);
        return path;
    }

    private string FingerprintOf(int number) => lab.OnHub("ssh-keygen", "-lf", lab.At($"{number}", "host_key.pub")).Split(' ')[1];
}

/// <summary>The contract of providers, over SSH.NET.</summary>
[Collection(LabMachines.Name)]
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
[MachineContract("ssh-machines")]
public sealed class SshNetContractTests(SshLab lab) : ProviderContract<SshProvider>, IAsyncLifetime
{
    private readonly SshRelay[] _relays = [.. Enumerable.Range(1, SshLab.Count).Select(number => new SshRelay(lab, number))];
    private readonly SshClientOptions _client = new() { Carrier = SshCarrier.SshNet, IdentityFile = lab.At("id") };
    private SshTransport? _transport;

    protected override int MaxNodes => SshLab.Count;

    protected override SshProvider CreateProvider() => CreateProvider(transport: null);

    protected override SshProvider CreateProvider(KillPoint kill) =>
        CreateProvider(new KilledTransport(_transport ??= new SshTransport(_client), kill));

    private SshProvider CreateProvider(INodeTransport? transport) =>
        new(
            _relays.Select(static relay => relay.Address with { HostKeys = [relay.Key] }).ToValueList(),
            new SshOptions
            {
                Client = _client,
                Transport = transport,
                Folder = "/tmp/scalewright",
            }
        );

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_transport is { } transport)
        {
            await transport.DisposeAsync();
        }

        foreach (SshRelay relay in _relays)
        {
            relay.Dispose();
        }
    }

    protected override Random CreateRandom() => new(42);

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
