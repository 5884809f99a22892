namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class IdentityTests(SshLab lab)
{
    private const int Number = 3;

    private static readonly NodeAddress Address = SshLab.AddressOf(Number);

    [MachineFact("ssh-machines")]
    public async Task A_valid_user_certificate_logs_in_and_an_expired_or_foreign_one_does_not()
    {
        string authority = MakeKey("user-ca");
        string key = MakeKey("certified");
        string good = Sign("good", "-n", "root", "-V", "always:forever");
        string other = Sign("other", "-n", "somebody", "-V", "always:forever");
        string old = Sign("old", "-n", "root", "-V", "20200101:20200102");
        lab.Serve(Number, $"TrustedUserCAKeys {authority}.pub", "AuthorizedKeysFile none");
        try
        {
            SshClientOptions options = lab.Options with { IdentityFile = key };

            (await WhoAsync(options with { CertificateFile = good }, Address)).ShouldBe("node3\n");
            foreach (
                SshClientOptions refused in new[]
                {
                    options,
                    options with
                    {
                        CertificateFile = other,
                    },
                    options with
                    {
                        CertificateFile = old,
                    },
                }
            )
            {
                (await FailAsync(refused, Address)).Code.Name.ShouldBe("ssh-login-refused");
            }
        }
        finally
        {
            lab.Serve(Number);
        }

        // The client would use a certificate named after its key automatically, so the certificate is renamed.
        string Sign(string name, params string[] whom)
        {
            lab.OnHub(["ssh-keygen", "-q", "-s", authority, "-I", name, .. whom, $"{key}.pub"]);
            string path = lab.At($"{name}.cert");
            File.Move($"{key}-cert.pub", path, overwrite: true);
            return path;
        }
    }

    [MachineFact("ssh-machines")]
    public async Task A_host_certificate_of_a_known_authority_is_trusted_only_for_its_host_name()
    {
        string authority = MakeKey("host-ca");
        lab.OnHub(
            "ssh-keygen",
            "-q",
            "-s",
            authority,
            "-I",
            "node",
            "-h",
            "-n",
            SshLab.HostOf(Number),
            lab.At($"{Number}", "host_key.pub")
        );
        string certificate = lab.At($"{Number}", "host_key-cert.pub");
        string known = lab.At("known_authorities");
        File.WriteAllText(known, $"@cert-authority * {File.ReadAllText($"{authority}.pub")}");
        lab.Serve(Number, $"HostCertificate {certificate}");
        lab.Serve(2, $"HostKey {lab.At($"{Number}", "host_key")}", $"HostCertificate {certificate}");
        try
        {
            SshClientOptions options = lab.Options with { KnownHostsFile = known };

            (await WhoAsync(options, Address)).ShouldBe("node3\n");
            (await FailAsync(options, SshLab.AddressOf(2))).Code.Name.ShouldStartWith("ssh-host-key");
            (await FailAsync(options, SshLab.AddressOf(1))).Code.Name.ShouldBe("ssh-host-key-unknown");
        }
        finally
        {
            lab.Serve(Number);
            lab.Serve(2);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task The_SSH_configuration_of_the_user_supplies_host_aliases_and_the_key_agent()
    {
        string socket = lab.At("keys-agent");
        string started = lab.OnHub("ssh-agent", "-s", "-a", socket);
        string agent = started.Split("SSH_AGENT_PID=")[1].Split(';')[0];
        try
        {
            lab.OnHub("env", $"SSH_AUTH_SOCK={socket}", "ssh-add", "-q", lab.At("id"));
            string config = Write(
                "config-agent",
                $"Host box\n  HostName {SshLab.HostOf(Number)}\n  User root\n  IdentityAgent {socket}\n  UserKnownHostsFile {lab.At("known_hosts")}\nHost keyless\n  HostName {SshLab.HostOf(Number)}\n  User root\n  IdentityAgent none\n  UserKnownHostsFile {lab.At("known_hosts")}\n"
            );
            SshClientOptions options = new() { ClientPath = lab.At("ssh"), ConfigFile = config };

            (await WhoAsync(options, new NodeAddress("box"))).ShouldBe("node3\n");
            (await FailAsync(options, new NodeAddress("keyless"))).Code.Name.ShouldBe("ssh-login-refused");
        }
        finally
        {
            lab.OnHub("kill", agent);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task A_machine_is_reached_through_jump_hosts_in_the_given_order()
    {
        SshClientOptions options = lab.Options with { JumpHosts = [$"root@{SshLab.HostOf(1)}:22", $"root@{SshLab.HostOf(2)}"] };
        await using SshTransport transport = new(options);
        await using INodeConnection connection = await transport.ConnectAsync(Address, "n3");

        Scalewright.Agents.CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "uname -n; echo ${SSH_CLIENT%% *}"])
        );

        result.Output.ShouldBe($"node3\n{SshLab.HostOf(2)}\n");
    }

    [MachineFact("ssh-machines")]
    public async Task An_unreachable_jump_host_is_reported()
    {
        SshClientOptions options = lab.Options with { JumpHosts = ["root@10.77.9.9"], ConnectTimeout = TimeSpan.FromSeconds(3) };

        (await FailAsync(options, Address))
            .Problems[0]
            .ToString()
            .ShouldContain($"root@10.77.9.9 on the way to {Address} cannot be reached");
    }

    [MachineFact("ssh-machines")]
    public async Task A_jump_host_that_refuses_the_login_is_reported_and_not_retried()
    {
        string stranger = MakeKey("stranger");
        int before = FailuresAt(1);

        AgentException refused = await FailAsync(
            lab.Options with
            {
                IdentityFile = stranger,
                JumpHosts = [$"root@{SshLab.HostOf(1)}"],
            },
            Address
        );

        refused.Code.Name.ShouldBe("ssh-login-refused");
        refused.Problems[0].Message.ShouldStartWith($"root@{SshLab.HostOf(1)} on the way to {Address} refused the login");
        (FailuresAt(1) - before).ShouldBe(1);
    }

    [MachineFact("ssh-machines")]
    public async Task A_jump_host_with_an_unknown_host_key_is_rejected_and_reported()
    {
        string known = Write("known-target", $"{SshLab.HostOf(Number)} {KeyOf(Number)}\n");

        AgentException refused = await FailAsync(
            lab.Options with
            {
                KnownHostsFile = known,
                JumpHosts = [$"root@{SshLab.HostOf(1)}"],
            },
            Address
        );

        refused.Code.Name.ShouldBe("ssh-host-key-unknown");
        refused.Message.ShouldContain($"root@{SshLab.HostOf(1)} on the way");
    }

    [MachineFact("ssh-machines")]
    public async Task A_connection_refused_behind_a_jump_host_is_reported_for_the_target()
    {
        AgentException refused = await FailAsync(
            lab.Options with
            {
                JumpHosts = [$"root@{SshLab.HostOf(1)}"],
            },
            Address with
            {
                Port = 2222,
                HostKeys = [KeyOf(Number)],
            }
        );

        refused.Code.Name.ShouldBe("ssh-refused");
        refused.Problems[0].Message.ShouldStartWith($"{Address}:2222 ");
    }

    [MachineTheory("ssh-machines")]
    [InlineData(true), InlineData(false)]
    public async Task The_password_of_the_target_is_not_sent_to_a_jump_host(bool isInConfiguration)
    {
        string config = Write(
            "config-way",
            isInConfiguration
                ? $"Host {SshLab.HostOf(Number)}\n  ProxyJump root@{SshLab.HostOf(1)}\nHost *\n  UserKnownHostsFile {lab.At("known_hosts")}\n"
                : ""
        );
        SshClientOptions options = lab.Options with
        {
            IdentityFile = MakeKey($"none{isInConfiguration}"),
            ConfigFile = config,
            Password = new SshPassword("canary"),
            JumpHosts = isInConfiguration ? [] : [$"root@{SshLab.HostOf(1)}"],
        };
        File.WriteAllText(
            lab.At("1", "shadow"),
            $"root:{lab.OnHub("openssl", "passwd", "-6", "canary").Trim()}:19000:0:99999:7:::\nsshd:!:19000::::::\n"
        );
        lab.Serve(1, "PasswordAuthentication yes", "PubkeyAuthentication no");
        try
        {
            // Prompts of a jump host get no response. A client that only connects to a jump host does not prompt.
            await FailAsync(options with { MaxLoginAttempts = 1 }, Address);

            string log = File.ReadAllText(lab.At("1", "log"));
            log.ShouldNotContain("Accepted password");
            log.Contains("Failed password", StringComparison.Ordinal).ShouldBe(isInConfiguration);
        }
        finally
        {
            File.Delete(lab.At("1", "shadow"));
            File.Delete(lab.At("1", "log"));
            lab.Serve(1);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task A_machine_with_an_IPv6_address_is_reached_with_and_without_a_port()
    {
        const string Host = "fd00:77::13";
        lab.OnHub("ip", "-6", "addr", "replace", "fd00:77::1/64", "dev", "bridge", "nodad");
        lab.OnMachine(Number, "ip", "-6", "addr", "replace", $"{Host}/64", "dev", "eth0", "nodad");
        lab.Serve(Number, $"ListenAddress [{Host}]:22", $"ListenAddress [{Host}]:2222");
        try
        {
            string key = string.Join(' ', File.ReadAllText(lab.At($"{Number}", "host_key.pub")).Split(' ')[..2]);
            NodeAddress address = new(Host) { User = "root", HostKeys = [key] };

            (await WhoAsync(lab.Options, address)).ShouldBe("node3\n");
            (await WhoAsync(lab.Options, address with { Port = 2222 })).ShouldBe("node3\n");
        }
        finally
        {
            lab.Serve(Number);
        }
    }

    private static async Task<string> WhoAsync(SshClientOptions options, NodeAddress address)
    {
        await using SshTransport transport = new(options);
        await using INodeConnection connection = await transport.ConnectAsync(address, "n3");
        return (await connection.RunAsync(new CommandRequest(["uname", "-n"]))).Output;
    }

    private static async Task<AgentException> FailAsync(SshClientOptions options, NodeAddress address)
    {
        await using SshTransport transport = new(options);
        return await Should.ThrowAsync<AgentException>(() => transport.ConnectAsync(address, "n3"));
    }

    private string KeyOf(int number) => string.Join(' ', File.ReadAllText(lab.At($"{number}", "host_key.pub")).Split(' ')[..2]);

    private int FailuresAt(int number) =>
        File.ReadAllLines(lab.At($"{number}", "log"))
            .Count(line =>
                line.Contains("[preauth]", StringComparison.Ordinal) && line.Contains("Connection closed by", StringComparison.Ordinal)
            );

    private string MakeKey(string name)
    {
        string path = lab.At(name);
        lab.OnHub("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path);
        return path;
    }

    private string Write(string name, string text)
    {
        string path = lab.At(name);
        File.WriteAllText(path, text);
        return path;
    }
}
