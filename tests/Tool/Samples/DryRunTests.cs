using Samples.Tests.Storage;

namespace Samples.Tests;

/// <summary><c>--dry-run</c> of the samples predicts the real run and changes nothing.</summary>
public sealed class DryRunTests : IDisposable
{
    private static readonly Lazy<Dictionary<string, byte[]>> TwoServers = new(() =>
    {
        using DryRunTests made = new();
        made.Simulator("setup", "--config", "there", "--server_count", "2").ExitCode.ShouldBe(0);
        return Directory
            .EnumerateFiles(made._folder.Root, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(made._folder.Root, path), File.ReadAllBytes, StringComparer.Ordinal);
    });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_dry_run_of_setup_prints_the_result_of_setup_and_writes_nothing()
    {
        ProgramResult dry = Simulator("setup", "--server_count", "4", "--dry-run");
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
        ProgramResult real = Simulator("setup", "--server_count", "4");

        (real.ExitCode, real.Output).ShouldBe((0, "cluster_sim: 4 servers, 1 worker, 8 volumes"), real.Text);
        (dry.ExitCode, dry.Output).ShouldBe((0, $"would set up {real.Output}"), dry.Text);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("setup --config there")]
    [InlineData("setup --config other")]
    [InlineData("setup --config other/file")]
    [InlineData("setup --server_count 65536 --worker_count 1")]
    [InlineData("import no-such-folder")]
    [InlineData("import other")]
    [InlineData("run --config none")]
    [InlineData("register --config none --secret 0123")]
    [InlineData("power server test000 off --config none")]
    [InlineData("power server test009 off --config there")]
    [InlineData("power pdu pdu000 9 off --config there")]
    [InlineData("power pdu pdu009 1 off --config there")]
    [InlineData("run --ca no-such-file --config there")]
    public void A_simulator_command_that_fails_reports_the_same_errors_in_a_dry_run(string line)
    {
        foreach ((string path, byte[] content) in TwoServers.Value)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(path))!);
            File.WriteAllBytes(_folder.At(path), content);
        }

        _folder.Write("other/file", "of somebody else");
        Dictionary<string, string> before = Digests();

        ProgramResult dry = Simulator([.. line.Split(' '), "--dry-run"]);
        Digests().ShouldBe(before);
        ProgramResult real = Simulator(line.Split(' '));

        real.ExitCode.ShouldBe(1, real.Text);
        (dry.ExitCode, dry.Output, dry.Errors).ShouldBe((1, "", real.Errors));
    }

    [Trait(Category.Name, Category.RealTime)]
    [Theory]
    [InlineData("power server test001 off", "would switch off 1 server", "off: 1 server")]
    [InlineData("power server all off", "would switch off 2 servers", "off: 2 servers")]
    [InlineData("power server test000 reboot", "would reboot 1 server", "reboot: 1 server")]
    [InlineData("power pdu pdu000 1 off", "would switch off pdu000 outlet 1", "off: pdu000 outlet 1")]
    public void A_dry_run_of_a_power_command_describes_it_and_changes_no_state(string line, string told, string done)
    {
        Simulator("setup", "--server_count", "2").ExitCode.ShouldBe(0);
        Dictionary<string, string> before = Digests();

        ProgramResult dry = Simulator([.. line.Split(' '), "--dry-run"]);
        Digests().ShouldBe(before);

        (dry.ExitCode, dry.Output).ShouldBe((0, told), dry.Text);
        Simulator(line.Split(' ')).Output.ShouldBe(done);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_dry_run_reports_the_servers_to_be_started_and_the_unregistered_ones()
    {
        Simulator("setup", "--server_count", "2", "--worker_count", "0").ExitCode.ShouldBe(0);
        Dictionary<string, string> before = Digests();

        ProgramResult run = Simulator("run", "--pdu_port", "0", "--control_port", "0", "--dry-run");

        run.ExitCode.ShouldBe(0, run.Text);
        run.Output.ShouldBe(
            "pdu000 would answer at a free port of telnet localhost\nremote control would be at a free port\nwould start 0 servers"
        );
        run.Errors.ShouldBe("test000, test001: not registered; 'register' them");
        Digests().ShouldBe(before);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("--pdu_port", "--control_port")]
    [InlineData("--control_port", "--pdu_port")]
    public void A_port_in_use_is_reported_equally_in_a_dry_run_of_the_simulator(string taken, string free)
    {
        Simulator("setup", "--server_count", "2").ExitCode.ShouldBe(0);
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string[] line = ["run", taken, $"{((IPEndPoint)other.LocalEndpoint).Port}", free, "0"];
        Dictionary<string, string> before = Digests();

        ProgramResult dry = Simulator([.. line, "--dry-run"]);
        Digests().ShouldBe(before);
        ProgramResult real = Simulator(line);

        (dry.ExitCode, real.ExitCode).ShouldBe((1, 1));
        dry.Errors.ShouldBe(real.Errors);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Dry_runs_against_a_manager_query_it_and_change_no_state()
    {
        Simulator("setup", "--server_count", "2", "--worker_count", "0").ExitCode.ShouldBe(0);
        await using ManagerProcess manager = await ManagerProcess.StartAsync(_folder.Root, "--state", "state");
        string[] there = ["--url", manager.Address.ToString()];
        Dictionary<string, string> before = Digests();

        ProgramResult register = Simulator([
            "register",
            .. there,
            "--pdu_port",
            "0",
            "--control_port",
            "0",
            "--create_pdu_entries",
            "--dry-run",
        ]);
        ProgramResult filesystem = Simulator(["filesystem", "fs", .. there, "--dry-run"]);
        ProgramResult demo = Simulator(["demo", .. there, "--dry-run"]);
        ProgramResult reset = Simulator(["benchmark", "reset", .. there, "--dry-run"]);
        ProgramResult size = Simulator(["benchmark", "filesystem_size_limit", .. there, "--limit", "12", "--dry-run"]);
        ProgramResult stranger = Simulator(["demo", .. there, "--password", "wrong", "--dry-run"]);
        ProgramResult refused = Simulator(["demo", .. there, "--password", "wrong"]);

        register.ExitCode.ShouldBe(0, register.Text);
        register.Output.ShouldEndWith("would register 2 servers\nwould tell the manager of 1 power unit");
        (filesystem.ExitCode, filesystem.Errors).ShouldBe((1, "the manager knows no server; 'register' some first"));
        demo.Output.ShouldBe(
            "would register 10 servers\nwould make a file system of 20 volumes\nwould take the power of one server after the other, every 20 s",
            demo.Text
        );
        reset.Output.ShouldBe(
            "would remove 0 file systems from the manager\nwould remove 0 servers from the manager\nwould remove 0 controllers from the manager",
            reset.Text
        );
        size.Output.ShouldEndWith("would measure filesystem_size_limit with up to 12 servers, by steps of 8", customMessage: size.Text);
        (stranger.ExitCode, stranger.Errors).ShouldBe((1, refused.Errors));
        Digests().ShouldBe(before);
    }

    [Trait(Category.Name, Category.RealTime)]
    [Fact]
    public async Task Dry_runs_count_existing_servers_and_file_systems_and_remove_none()
    {
        Simulator("setup", "--server_count", "2", "--worker_count", "0").ExitCode.ShouldBe(0);
        await using ManagerProcess manager = await ManagerProcess.StartAsync(_folder.Root);
        string[] there = ["--url", manager.Address.ToString()];
        (RunningProgram program, _) = await RunningProgram.SampleAsync(
            _folder.Root,
            "StorageSimulator",
            "running",
            ["register", .. there, "--pdu_port", "0", "--control_port", "0"]
        );
        await using RunningProgram running = program;
        await manager.SeeAsync(state =>
            state["servers"]!.AsArray() is { Count: 2 } servers
            && servers.All(server => (string?)server!["state"] == "managed" && (int?)server["peers"] > 0)
        );

        ProgramResult dry = Simulator(["filesystem", "fs", .. there, "--dry-run"]);
        ProgramResult none = Simulator(["benchmark", "reset", .. there, "--dry-run"]);
        ProgramResult real = Simulator(["filesystem", "fs", .. there]);
        ProgramResult twice = Simulator(["filesystem", "fs", .. there, "--dry-run"]);
        ProgramResult reset = Simulator(["benchmark", "reset", .. there, "--dry-run"]);
        ProgramResult second = Simulator("run", "--control_port", "0", "--dry-run");

        (dry.ExitCode, dry.Output).ShouldBe((0, "would make fs: 4 targets"), dry.Text);
        none.Output.ShouldStartWith("would remove 0 file systems from the manager\nwould remove 2 servers from the manager\n");
        (real.ExitCode, real.Output).ShouldBe((0, "fs: 4 targets"), real.Text);
        (twice.ExitCode, twice.Errors).ShouldBe((1, "there is a file system 'fs'"));
        reset.Output.ShouldStartWith("would remove 1 file system from the manager\nwould remove 2 servers from the manager\n");
        (second.ExitCode, second.Errors).ShouldBe((1, "--config cluster_sim: a simulator runs there already; end it first"));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_dry_run_of_the_manager_reports_what_it_would_write_and_writes_nothing()
    {
        string[] line = ["--port", "0", "--tls", "--ca", "ca.pem", "--state", "state"];

        ProgramResult first = Manager([.. line, "--dry-run"]);
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
        await using (ManagerProcess manager = await ManagerProcess.StartAsync(_folder.Root, "--state", "state")) { }

        Dictionary<string, string> before = Digests();
        ProgramResult again = Manager([.. line, "--agent-port", "0", "--dry-run"]);

        first.ExitCode.ShouldBe(0, first.Text);
        first.Output.ShouldBe(
            "would listen at a free port\nwould keep in state what it knows, now 0 servers\nwould write the authority's certificate to ca.pem"
        );
        again.ExitCode.ShouldBe(0, again.Text);
        again.Output.ShouldStartWith("would listen at a free port\nwould listen at a free port for agents without TLS\n");
        Digests().ShouldBe(before);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("--port 0 --tls --ca no/such/ca.pem")]
    [InlineData("--port 0 --tls --ca other")]
    [InlineData("--port 0 --state other")]
    [InlineData("--port 0 --state other/file")]
    [InlineData("--port TAKEN")]
    [InlineData("--port 0 --agent-port TAKEN")]
    [InlineData("--port TAKEN --state state --tls --ca ca.pem")]
    public void A_manager_command_that_fails_reports_the_same_errors_in_a_dry_run(string line)
    {
        _folder.Write("other/file", "of somebody else");
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string[] words = line.Replace("TAKEN", $"{((IPEndPoint)taken.LocalEndpoint).Port}", StringComparison.Ordinal).Split(' ');
        Dictionary<string, string> before = Digests();

        ProgramResult dry = Manager([.. words, "--dry-run"]);
        Digests().ShouldBe(before);
        ProgramResult real = Manager(words);

        real.ExitCode.ShouldBe(1, real.Text);
        (dry.ExitCode, dry.Output, dry.Errors).ShouldBe((1, "", real.Errors));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_dry_run_of_the_tutorial_prints_its_steps_and_changes_no_state()
    {
        ProgramResult first = Sample("PhantomTutorial", "run", "--state", "phantom", "--dry-run");
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
        ProgramResult real = Sample("PhantomTutorial", "run", "--state", "phantom");
        Dictionary<string, string> before = Digests();
        ProgramResult dry = Sample("PhantomTutorial", "run", "--state", "phantom", "--dry-run");
        Digests().ShouldBe(before);
        ProgramResult again = Sample("PhantomTutorial", "run", "--state", "phantom");

        (first.ExitCode, first.Output).ShouldBe((0, $"would print:\n{real.Output}"), first.Text);
        (dry.ExitCode, dry.Output).ShouldBe((0, $"would print:\n{again.Output}"), dry.Text);
        again.Output.ShouldContain("has already been added, skipping...");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_dry_run_of_the_tutorial_changes_no_state_of_a_running_service()
    {
        Dictionary<string, string> key = new(StringComparer.Ordinal) { ["EC2_ACCESS_KEY"] = "AKTUTORIAL", ["EC2_SECRET_KEY"] = "secret" };
        (RunningProgram service, string line) = await RunningProgram.SampleAsync(
            _folder.Root,
            "PhantomTutorial",
            "listening on",
            ["serve", "--any-key", "--clock", "fast", "--state", "phantom"]
        );
        await using RunningProgram running = service;
        string url = line.Split(' ')[^1];
        Dictionary<string, string> before = Digests();

        ProgramResult dry = Tutorial("--dry-run");
        Digests().ShouldBe(before);
        ProgramResult real = Tutorial();

        real.ExitCode.ShouldBe(0, real.Text);
        (dry.ExitCode, dry.Output).ShouldBe((0, $"would print:\n{real.Output}"), dry.Text);

        ProgramResult Tutorial(params string[] more) =>
            Command.Dotnet(
                _folder.Root,
                key,
                [Path.Combine(AppContext.BaseDirectory, "PhantomTutorial.dll"), "run", "--url", url, .. more]
            );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_dry_run_of_the_service_reports_what_it_would_write_and_writes_nothing()
    {
        ProgramResult dry = Sample("PhantomTutorial", "serve", "--tls", "--state", "phantom", "--dry-run");

        dry.ExitCode.ShouldBe(0, dry.Text);
        dry.Output.ShouldBe(
            "would generate a key and print it\nwould listen on a free port\nwould keep in phantom what it knows\nwould write its certificate to phantom-ca.pem"
        );
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("--tls --ca no/such/ca.pem")]
    [InlineData("--tls --ca other")]
    [InlineData("--state other/file")]
    [InlineData("--any-key --port TAKEN --tls --ca ca.pem --state phantom")]
    public void A_service_command_that_fails_reports_the_same_errors_in_a_dry_run(string line)
    {
        _folder.Write("other/file", "of somebody else");
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string[] words =
        [
            "serve",
            .. line.Replace("TAKEN", $"{((IPEndPoint)taken.LocalEndpoint).Port}", StringComparison.Ordinal).Split(' '),
        ];
        Dictionary<string, string> before = Digests();

        ProgramResult dry = Sample("PhantomTutorial", [.. words, "--dry-run"]);
        Digests().ShouldBe(before);
        ProgramResult real = Sample("PhantomTutorial", words);

        real.ExitCode.ShouldBe(1, real.Text);
        (dry.ExitCode, dry.Output, dry.Errors).ShouldBe((1, "", real.Errors));
    }

    [Theory]
    [InlineData("simulation")]
    [InlineData("local")]
    [Trait(Category.Name, Category.Packaging)]
    public void A_dry_run_of_the_four_providers_sample_plans_nodes_and_writes_nothing(string provider)
    {
        ProgramResult dry = Command.Dotnet(
            _folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal),
            SingleFile.Assembly("four-providers"),
            "--provider",
            provider,
            "--dry-run"
        );

        dry.ExitCode.ShouldBe(0, dry.Text);
        dry.Output.ShouldContain("+ node node-1");
        dry.Output.ShouldContain("nodes +2 ~0 -0");
        dry.Output.ShouldEndWith("would run a command, call a service and keep a file on each node, and remove all again");
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_dry_run_of_the_VirtCluster_example_plans_nodes_and_writes_nothing()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["TMPDIR"] = _folder.Root };

        ProgramResult dry = Command.Dotnet(
            _folder.Root,
            variables,
            [Path.Combine(AppContext.BaseDirectory, "VirtCluster.dll"), "run", "--dry-run"]
        );

        dry.ExitCode.ShouldBe(0, dry.Text);
        dry.Output.ShouldContain("nodes +2 ~0 -0");
        dry.Output.ShouldEndWith("would choose one of node1, node2 for job-1, call it, show its log, and remove all again");
        Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_dry_run_of_the_agent_writes_nothing_and_prints_no_token()
    {
        ProgramResult dry = Sample("VirtCluster", "agent", "--port", $"{FreePort()}", "--pid-file", "vt.pid", "--dry-run");

        dry.ExitCode.ShouldBe(0, dry.Text);
        dry.Output.ShouldMatch(@"^would listen at 127\.0\.0\.1:\d+\nwould write .*/vt\.pid\nwould keep logs and jobs in .*/vt-agent-data$");
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_port_in_use_is_reported_equally_in_a_dry_run_of_the_agent()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string[] line = ["agent", "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}", "--pid-file", "vt.pid", "--development"];

        ProgramResult dry = Sample("VirtCluster", [.. line, "--dry-run"]);
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
        ProgramResult real = Sample("VirtCluster", line);

        (dry.ExitCode, dry.Output, dry.Errors).ShouldBe((real.ExitCode, "", real.Errors));
        real.ExitCode.ShouldBe(1);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Excludes lock files, whose content a running program renews independently of callers.
    private Dictionary<string, string> Digests() =>
        Directory
            .EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .Where(static path => Path.GetFileName(path) != "lock")
            .ToDictionary(path => path, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))), StringComparer.Ordinal);

    private ProgramResult Simulator(params string[] arguments) => Sample("StorageSimulator", arguments);

    private ProgramResult Manager(params string[] arguments) => Simulator(["manager", .. arguments]);

    private ProgramResult Sample(string name, params string[] arguments) =>
        Command.Dotnet(
            _folder.Root,
            new Dictionary<string, string>(),
            [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]
        );
}
