namespace Samples.Tests.Storage;

public class BenchmarkTests
{
    private static readonly string[] AnyPorts = ["--pdu_port", "0", "--control_port", "0"];

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_size_limit_benchmark_runs_in_virtual_time_and_gives_the_same_result_each_time()
    {
        using TemporaryFolder folder = new();
        string[] asked = ["benchmark", "filesystem_size_limit", "--virtual_time", "--servers", "4", "--limit", "12"];

        ProgramResult first = Simulator(folder, asked);
        ProgramResult second = Simulator(folder, asked);

        first.ExitCode.ShouldBe(0, first.Errors);
        Cells(first.Output, "last good servers").ShouldBe("12");
        Cells(first.Output, "ended by").ShouldBe("the limit of 12 servers");
        first.Output.ShouldMatch("what was measured *│ value *│ limit *│ verdict");
        first.Output.ShouldMatch("last good servers *│ 12 *│ 12 *│ bears all that were tried");
        second.Output.ShouldBe(first.Output);
        first.Output.ShouldNotContain("\u001b");
    }

    [Trait(Category.Name, Category.RealTime)]
    [Theory]
    [InlineData("--development", "")]
    [InlineData("--accept_older_state", "a token")]
    public async Task A_benchmark_runs_with_the_servers_of_a_remote_simulator(string option, string token)
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        Simulator(folder, "setup", "--server_count", "2", "--worker_count", "0").ExitCode.ShouldBe(0);
        Dictionary<string, string> variables = WithToken(token);
        (RunningProgram program, string line) = await RunningProgram.SampleAsync(
            variables,
            folder.Root,
            "StorageSimulator",
            "remote control at ",
            ["run", option, "--url", manager.Address.ToString(), .. AnyPorts]
        );
        await using RunningProgram simulator = program;

        ProgramResult measured = await Task.Run(() =>
            Simulator(
                folder,
                variables,
                "benchmark",
                "concurrent_registration_limit",
                "--remote_simulator",
                "--simulator_url",
                line.Split(' ')[^1],
                "--url",
                manager.Address.ToString(),
                "--servers",
                "4",
                "--limit",
                "8"
            )
        );

        measured.ExitCode.ShouldBe(0, measured.Errors);
        Cells(measured.Output, "last good servers").ShouldBe("8", measured.Output);
        Simulator(folder, "status", "servers").Output.ShouldBe("");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("", "accepts no calls without a token")]
    [InlineData("another token", "does not accept this token")]
    public async Task A_remote_simulator_rejects_a_missing_or_wrong_token(string token, string found)
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        Simulator(folder, "setup", "--server_count", "2", "--worker_count", "0").ExitCode.ShouldBe(0);
        (RunningProgram program, string line) = await RunningProgram.SampleAsync(
            WithToken("a token"),
            folder.Root,
            "StorageSimulator",
            "remote control at ",
            ["run", .. AnyPorts]
        );
        await using RunningProgram simulator = program;
        string address = line.Split(' ')[^1];

        string[] benchmark =
        [
            "benchmark",
            "server_count_limit",
            "--remote_simulator",
            "--simulator_url",
            address,
            "--url",
            manager.Address.ToString(),
        ];

        ProgramResult refused = await Task.Run(() => Simulator(folder, WithToken(token), benchmark));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain(
            $"{address}: the simulator {found}; set STORAGE_SIMULATOR_TOKEN to the token that it printed at its start"
        );
        Simulator(folder, "status", "servers").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_simulator_generates_and_prints_its_token()
    {
        using TemporaryFolder folder = new();
        Simulator(folder, "setup", "--server_count", "2", "--worker_count", "0").ExitCode.ShouldBe(0);

        (RunningProgram program, string line) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "remote control token ",
            ["run", .. AnyPorts]
        );
        await program.DisposeAsync();

        line.ShouldMatch("^remote control token [0-9a-f]{32}$");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_running_simulator_prompts_for_a_user_name_at_the_port_of_a_power_unit()
    {
        using TemporaryFolder folder = new();
        Simulator(folder, "setup", "--server_count", "2", "--worker_count", "0").ExitCode.ShouldBe(0);
        (RunningProgram program, string line) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "pdu000 answers at ",
            ["run", .. AnyPorts]
        );
        await using RunningProgram simulator = program;

        using TcpClient caller = new("127.0.0.1", int.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
        byte[] prompt = new byte[11];
        await caller.GetStream().ReadExactlyAsync(prompt);

        System.Text.Encoding.ASCII.GetString(prompt).ShouldContain("User Name", Case.Insensitive);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Invalid_commands_fail_with_a_reason_and_a_disconnecting_client_blocks_no_other()
    {
        using TemporaryFolder folder = new();
        Simulator(folder, "setup", "--server_count", "2", "--worker_count", "0").ExitCode.ShouldBe(0);
        ProgramResult stopped = Simulator(folder, "power", "server", "test009", "off");
        (RunningProgram program, string line) = await RunningProgram.SampleAsync(
            folder.Root,
            "StorageSimulator",
            "running; ",
            ["run", .. AnyPorts]
        );
        await using RunningProgram simulator = program;
        line.ShouldBe("running; Ctrl-C or SIGTERM stops it"); // A shell starts a program with '&' with SIGINT ignored.
        using (Socket rude = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await rude.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder.At("cluster_sim"), "control.sock")));
            await rude.SendAsync("status servers\n"u8.ToArray());
        }

        ProgramResult unknown = await Task.Run(() => Simulator(folder, "power", "server", "test009", "off"));
        ProgramResult usage = await Task.Run(() => Simulator(folder, "power", "pdu", "pdu000"));
        ProgramResult good = await Task.Run(() => Simulator(folder, "status", "pdus"));

        foreach (ProgramResult refused in new[] { stopped, unknown })
        {
            refused.ExitCode.ShouldBe(1);
            refused.Errors.ShouldContain("test009.localdomain: is not a server");
        }

        (usage.ExitCode, usage.Errors.Contains("use server NAME|all on|off|reboot", StringComparison.Ordinal)).ShouldBe((2, true));
        good.Output.ShouldBe("pdu000 1:on 2:on");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Import_creates_a_cluster_from_the_folder_of_another_simulator()
    {
        using TemporaryFolder folder = new();
        string old = folder.At("old");
        Directory.CreateDirectory(old);
        JsonObject recorded = JsonNode.Parse(
            File.ReadAllText(Repository.At("tests", "Conformance", "Cases", "cluster-sim-setup", "setup-01.json"))
        )!["files"]!.AsObject();
        foreach ((string name, JsonNode? content) in recorded.Where(file => !file.Key.EndsWith('/')))
        {
            File.WriteAllText(Path.Combine(old, name), content!.ToJsonString());
        }

        ProgramResult made = Simulator(folder, "import", old);
        ProgramResult again = Simulator(folder, "import", old);

        made.Text.ShouldContain("8 servers, 1 worker, 16 volumes");
        Simulator(folder, "status", "servers").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(9);
        (again.ExitCode, again.Text.Contains("holds a storage cluster already", StringComparison.Ordinal)).ShouldBe((1, true));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_manager_without_the_controller_plugin_is_rejected_with_instructions()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root, "--no-simulator-controller");

        ProgramResult refused = await Task.Run(() => Simulator(folder, "benchmark", "reset", "--url", manager.Address.ToString()));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain(
            "lacks the plug-in 'simulator_controller': start the reference manager without --no-simulator-controller"
        );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_NET_20_a_proxy_of_the_environment_is_not_used_for_loopback()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root);
        Dictionary<string, string> proxies = new()
        {
            ["http_proxy"] = "http://127.0.0.1:9",
            ["https_proxy"] = "http://127.0.0.1:9",
            ["all_proxy"] = "http://127.0.0.1:9",
        };

        ProgramResult reset = await Task.Run(() =>
            Command.Dotnet(
                folder.Root,
                proxies,
                [Path.Combine(AppContext.BaseDirectory, "StorageSimulator.dll"), "benchmark", "reset", "--url", manager.Address.ToString()]
            )
        );

        reset.ExitCode.ShouldBe(0, reset.Errors);
    }

    private static string Cells(string table, string row) =>
        Regex.Match(table, $"{Regex.Escape(row)} *│ ([^│]*)│", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value.Trim();

    private static Dictionary<string, string> WithToken(string token) =>
        token.Length == 0
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal) { ["STORAGE_SIMULATOR_TOKEN"] = token };

    private static ProgramResult Simulator(TemporaryFolder folder, params string[] arguments) =>
        Simulator(folder, new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    private static ProgramResult Simulator(TemporaryFolder folder, Dictionary<string, string> variables, params string[] arguments) =>
        Command.Dotnet(
            folder.Root,
            new Dictionary<string, string>(variables, StringComparer.Ordinal) { ["TERM"] = "xterm-256color" },
            [Path.Combine(AppContext.BaseDirectory, "StorageSimulator.dll"), .. arguments]
        );
}
