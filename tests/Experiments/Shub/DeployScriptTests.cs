namespace Experiments.Tests.Shub;

/// <summary>Tests <c>deploy.sh</c> without a container engine, and with one that only records its calls.</summary>
public class DeployScriptTests
{
    private static readonly string Script = Repository.At("samples", "Scalehub", "deploy.sh");

    [LinuxFact("/bin/bash")]
    public void The_script_has_valid_bash_syntax() => Command.Run("/bin/bash", "/", NoVariables, "-n", Script).ExitCode.ShouldBe(0);

    [LinuxFact("/bin/bash")]
    public void Generated_credentials_are_readable_only_by_their_owner()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["SHUB_USER"] = "ann",
            ["SHUB_PASSWORD"] = "a b$c'd",
            ["SHUB_CREDENTIALS"] = folder.At("secrets", "credentials.env"),
        };

        Command.Run("/bin/bash", folder.Root, variables, Script, "generate").ExitCode.ShouldBe(0);

        File.ReadAllText(variables["SHUB_CREDENTIALS"]).ShouldBe("G5K_USER=ann\nG5K_PASSWORD=a b$c'd\n");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(variables["SHUB_CREDENTIALS"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.EnumerateFiles(folder.At("secrets")).Count().ShouldBe(1);
        Command
            .Run(
                "/bin/bash",
                folder.Root,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["SHUB_USER"] = "", ["SHUB_PASSWORD"] = "" },
                Script,
                "generate"
            )
            .ExitCode.ShouldBe(2);
    }

    [LinuxFact("/bin/bash")]
    public void A_missing_container_engine_is_reported_with_exit_code_3()
    {
        foreach (string verb in new[] { "create", "remove", "restart", "restart_ss", "shell", "push" })
        {
            ProgramResult run = Run("no-such-engine", verb);

            run.ExitCode.ShouldBe(3, verb);
            run.Errors.ShouldContain("there is no container engine");
        }

        Run("no-such-engine", "help").ExitCode.ShouldBe(0);
        Run("no-such-engine", "hlep").ExitCode.ShouldBe(2);
    }

    [LinuxFact("/bin/bash")]
    public void A_client_without_a_running_daemon_is_reported_as_a_missing_container_engine()
    {
        using TemporaryFolder folder = new();
        string client = folder.Write("client", "#!/bin/sh\nexit 1\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(client, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        ProgramResult run = Run(client, "create");

        run.ExitCode.ShouldBe(3);
        run.Errors.ShouldContain($"there is no container engine: {client} is installed and no engine answers");
    }

    [LinuxFact("/bin/bash")]
    public void Each_verb_calls_the_container_engine_with_the_expected_arguments()
    {
        using TemporaryFolder folder = new();
        string engine = folder.Write("engine", $"#!/bin/sh\necho \"$@\" >>{folder.At("calls")}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(engine, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Run(engine, "create").Errors.ShouldContain("is there already; use restart, or remove");
        Run(engine, "restart_ss", "dns").ExitCode.ShouldBe(0);
        Run(engine, "restart_ss", "nginx").Errors.ShouldContain("name a service: vpn shub dns");
        Run(engine, "push", "registry.example").ExitCode.ShouldBe(0);
        Run(engine, "remove").ExitCode.ShouldBe(0);

        File.ReadAllLines(folder.At("calls"))
            .Where(line => line != "version" && !line.Contains("inspect", StringComparison.Ordinal))
            .ShouldBe([
                "restart scalewright-shub-dns",
                "tag scalewright-shub registry.example/scalewright-shub",
                "push registry.example/scalewright-shub",
                "rm --force scalewright-shub-vpn",
                "rm --force scalewright-shub-shub",
                "rm --force scalewright-shub-dns",
                "network rm scalewright-shub",
            ]);
    }

    [LinuxFact("/bin/bash")]
    public void The_container_shub_uses_the_network_of_the_VPN_if_there_is_a_configuration()
    {
        using TemporaryFolder folder = new();
        string script = folder.Write("deploy.sh", File.ReadAllText(Script));

        Create()
            .ShouldHaveSingleItem()
            .ShouldStartWith(
                "run --detach --name scalewright-shub-shub --restart unless-stopped --hostname shub --network scalewright-shub --volume "
            );
        folder.Write("secrets/vpn/Grid5000_VPN.ovpn", "client\n");
        string[] calls = Create();

        calls[0]
            .ShouldBe(
                $"run --detach --name scalewright-shub-vpn --restart unless-stopped --hostname vpn --network scalewright-shub --cap-add NET_ADMIN --device /dev/net/tun --volume {folder.At("secrets", "vpn")}:/vpn:ro "
                    + "scalewright-shub openvpn --cd /vpn --config Grid5000_VPN.ovpn --pull-filter ignore redirect-gateway --script-security 2 --up /usr/local/bin/vpn-names /etc/resolv.conf"
            );
        calls[1]
            .ShouldStartWith(
                "run --detach --name scalewright-shub-shub --restart unless-stopped --network container:scalewright-shub-vpn --volume "
            );

        // As Docker does: a container has one network, and its own name only with its own network.
        string[] Create()
        {
            string engine = folder.Write(
                "engine",
                $$"""
                #!/bin/sh
                case "$*" in
                  *inspect*) exit 1 ;;
                  *--hostname*container:* | *container:*--hostname* | *--network*--network*) exit 125 ;;
                  run*) echo "$@" >>{{folder.At("calls")}} ;;
                esac
                """
            );
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(engine, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            File.Delete(folder.At("calls"));
            ProgramResult run = Command.Run(
                "/bin/bash",
                "/",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["SHUB_ENGINE"] = engine, ["HOME"] = folder.Root },
                script,
                "create"
            );
            run.ExitCode.ShouldBe(0, run.Errors);
            return File.ReadAllLines(folder.At("calls"));
        }
    }

    [LinuxFact("/bin/bash")]
    public void The_name_servers_that_the_VPN_announces_are_asked_first()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("resolv.conf", "nameserver 192.0.2.1\nsearch lan\n");
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["foreign_option_1"] = "dhcp-option DOMAIN site.example",
            ["foreign_option_2"] = "dhcp-option DNS 198.51.100.7",
            ["foreign_option_3"] = "dhcp-option NTP 198.51.100.8",
        };

        Command
            .Run("/bin/sh", "/", variables, Repository.At("samples", "Scalehub", "vpn-names"), file, "tun0", "1500")
            .ExitCode.ShouldBe(0);

        File.ReadAllText(file).ShouldBe("search site.example\nnameserver 198.51.100.7\nnameserver 192.0.2.1\n");
    }

    private static readonly Dictionary<string, string> NoVariables = [];

    private static ProgramResult Run(string engine, params string[] words) =>
        Command.Run(
            "/bin/bash",
            "/",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["SHUB_ENGINE"] = engine },
            [Script, .. words]
        );
}
