namespace Samples.Tests.Storage;

/// <summary>Errors for options and arguments of the storage simulator.</summary>
public sealed class SwitchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    public SwitchTests() => _other.Start();

    private string Taken => $"{((IPEndPoint)_other.LocalEndpoint).Port}";

    public void Dispose()
    {
        _other.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_option_for_a_certificate_file_is_rejected_without_TLS()
    {
        ProgramResult refused = Sample("manager", "--port", "0", "--ca", "ca.pem");

        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldContain("add --tls, or leave --ca out");
        File.Exists(_folder.At("ca.pem")).ShouldBeFalse();
    }

    [Fact]
    public void A_port_in_use_of_the_manager_is_reported_with_its_option()
    {
        ProgramResult page = Sample("manager", "--port", Taken);
        ProgramResult agents = Sample("manager", "--port", "0", "--agent-port", Taken);

        (page.ExitCode, agents.ExitCode).ShouldBe((1, 1));
        page.Errors.ShouldMatch($"port {Taken}: .*; choose another with --port, 0 takes any");
        agents.Errors.ShouldMatch($"port {Taken}: .*; choose another with --agent-port, 0 takes any");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_port_in_use_of_the_simulator_is_reported_with_its_option()
    {
        Sample("setup", "--server_count", "2").ExitCode.ShouldBe(0);

        ProgramResult power = Sample("run", "--pdu_port", Taken, "--control_port", "0");
        ProgramResult control = Sample("run", "--pdu_port", "0", "--control_port", Taken);

        (power.ExitCode, control.ExitCode).ShouldBe((1, 1));
        power.Errors.ShouldMatch($"port {Taken} of pdu000: .*; choose others with --pdu_port, 0 takes any");
        control.Errors.ShouldMatch($"port {Taken}: .*; choose another with --control_port, 0 takes any");
    }

    [Theory]
    [InlineData("--port", "-1", "from 0 to 65535, not '-1'")]
    [InlineData("--port", "70000", "from 0 to 65535, not '70000'")]
    [InlineData("--agent-port", "65536", "from 0 to 65535, not '65536'")]
    [InlineData("--service-rate", "-1", "from 1 to 2147483647, not '-1'")]
    [InlineData("--service-rate", "nan", "from 1 to 2147483647, not 'nan'")]
    public void An_out_of_range_option_of_the_manager_is_reported_in_one_line(string name, string value, string told) =>
        Usage("manager", name, value).ShouldBe($"{name} is a whole number {told}");

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("run --pdu_port -1", "--pdu_port is a whole number from 0 to 65535, not '-1'")]
    [InlineData("run --control_port 70000", "--control_port is a whole number from 0 to 65535, not '70000'")]
    [InlineData("setup --server_count 99999999999", "--server_count is a whole number from 0 to 65536, not '99999999999'")]
    [InlineData("setup --worker_count 65537", "--worker_count is a whole number from 0 to 65536, not '65537'")]
    [InlineData("setup --cluster_size 2147483648", "--cluster_size is a whole number from 1 to 2147483647, not '2147483648'")]
    [InlineData("demo --every 0", "--every is a whole number from 1 to 3600, not '0'")]
    [InlineData("benchmark reset --servers 2147483647", "--servers is a whole number from 1 to 65536, not '2147483647'")]
    [InlineData("benchmark reset --limit -4", "--limit is a whole number from 1 to 65536, not '-4'")]
    [InlineData("status nonsense", "'nonsense' is nothing that status knows; use servers or pdus")]
    [InlineData(
        "power server test000 up",
        "'server test000 up' is nothing that power knows; use server NAME|all on|off|reboot, or pdu NAME OUTLET on|off|reboot"
    )]
    public void An_invalid_argument_of_the_simulator_is_reported_in_one_line(string line, string told) =>
        Usage(line.Split(' ')).ShouldBe(told);

    [Theory]
    [InlineData(
        "setup --server_count 65536 --worker_count 1",
        "worker_count: 65536 servers and 1 worker need more addresses than there are; use 65536 of both together at most [SW1104]"
    )]
    [InlineData(
        "setup --config file",
        "file: cannot list file: it is not a folder; a file has this name: name a folder of its own for the state [SW3011]"
    )]
    [InlineData("status servers --config none", "none: holds no storage cluster; set one up there first [SW6001]")]
    public void An_error_of_the_library_is_reported_in_one_line_without_a_heading(string line, string told)
    {
        File.WriteAllText(_folder.At("file"), "");

        Refusal(line.Split(' ')).ShouldBe(told);
    }

    [
        Theory,
        InlineData("status", "servers or pdus"),
        InlineData("power", "server NAME|all on|off|reboot, or pdu NAME OUTLET on|off|reboot")
    ]
    public void The_help_of_a_command_lists_its_arguments(string command, string words) =>
        Sample(command, "--help")
            .Output.ReplaceLineEndings(" ")
            .Replace("  ", "", StringComparison.Ordinal)
            .ShouldContain(words.Split(',')[0]);

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task An_https_URL_of_a_manager_that_serves_http_is_reported_with_a_correction()
    {
        await using ManagerProcess manager = await ManagerProcess.StartAsync(_folder.Root);
        string address = $"localhost:{manager.Address.Port}/";
        Sample("setup", "--server_count", "2", "--pdu_count", "0").ExitCode.ShouldBe(0);

        string[] tries =
        [
            .. new[] { "register --control_port 0", "register --control_port 0 --secret 0123", "demo", "benchmark reset" }.Select(command =>
                Refusal([.. command.Split(' '), "--url", $"https://{address}"])
            ),
        ];

        tries.ShouldAllBe(told => told == $"https://{address}: this manager speaks http; use --url http://{address}");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Unregistered_servers_are_reported_at_startup()
    {
        Sample("setup", "--server_count", "7", "--worker_count", "0").ExitCode.ShouldBe(0);

        (RunningProgram program, string line) = await RunningProgram.SampleAsync(
            _folder.Root,
            "StorageSimulator",
            "test000",
            "run",
            "--pdu_port",
            "0",
            "--control_port",
            "0"
        );
        await program.DisposeAsync();

        line.ShouldBe("test000, test001, test002, test003, test004 and 2 more: not registered; 'register' them");
    }

    // Returns the error line; the second line refers to the help.
    private string Usage(params string[] arguments)
    {
        ProgramResult refused = Sample(arguments);
        refused.ExitCode.ShouldBe(2);
        string[] lines = refused.Errors.Split('\n');
        lines.Length.ShouldBe(2);
        lines[1].ShouldStartWith("See 'StorageSimulator ");
        return lines[0];
    }

    // Returns the only line that the program prints before it exits.
    private string Refusal(params string[] arguments)
    {
        ProgramResult refused = Sample(arguments);
        refused.ExitCode.ShouldBe(1);
        return refused.Errors.Trim();
    }

    private ProgramResult Sample(params string[] arguments) =>
        Command.Dotnet(
            _folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = "xterm-256color" },
            [Path.Combine(AppContext.BaseDirectory, "StorageSimulator.dll"), .. arguments]
        );
}
