namespace Samples.Tests.VirtCluster;

public partial class VirtClusterTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "VirtCluster.dll");

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_example_selects_a_node_calls_it_and_prints_its_log()
    {
        ProgramResult run = Run("run");

        run.ExitCode.ShouldBe(0, run.Errors);
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("job-1 has node1; idle: node2");
        lines[1].ShouldBe($"Pong from {Environment.MachineName}");
        lines[2].ShouldMatch(UnifiedLine().ToString());
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Node_logs_are_exported_to_an_OpenTelemetry_collector()
    {
        string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/");
        Task<(string Path, string Body)> heard = HearAsync(url);

        ProgramResult run = await Task.Run(() => Run("run", "--otlp", url));

        run.ExitCode.ShouldBe(0, run.Errors);
        (string path, string body) = await heard.WaitAsync(TimeSpan.FromMinutes(1));
        path.ShouldBe("/v1/logs");
        foreach (
            string part in (string[])
                ["virt-cluster", "avocado.service.examples.hello", $"ping reached {Environment.MachineName}", "node1", "127.0.0.2"]
        )
        {
            body.ShouldContain(part);
        }
    }

    [Theory]
    [InlineData("--otlp", "collector")]
    [InlineData("--otlp", "ftp://127.0.0.1/")]
    public void An_invalid_collector_address_is_reported(string option, string value)
    {
        ProgramResult run = Run("run", option, value);

        (run.ExitCode, run.Errors.Contains($"--otlp: '{value}' is not an address of a collector", StringComparison.Ordinal)).ShouldBe(
            (2, true)
        );
    }

    // "Bad argument: exit 2 from the parser": section 4 of the reference's behavior.
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("--port", "0")]
    [InlineData("--port", "65536")]
    [InlineData("--host", "no address")]
    [InlineData("--host", "no-such-host.invalid")]
    [InlineData("--pid-file", "/no/such/folder/pid")]
    public void An_invalid_argument_of_the_agent_is_reported_with_exit_code_2(string option, string value)
    {
        string[] pidFile = option == "--pid-file" ? [] : ["--pid-file", "vt.pid"];

        ProgramResult run = Run(["agent", .. pidFile, option, value]);

        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldContain(option);
    }

    [MachineFact("python3")]
    public async Task Python_calls_the_agent()
    {
        using TemporaryFolder folder = new();
        int port = FreePort();
        using Process agent = StartAgent(port, folder.At("vt.pid"));
        await UntilAsync(() => File.Exists(folder.At("vt.pid")), agent);

        ProgramResult answered = Command.Run(
            "python3",
            AppContext.BaseDirectory,
            new Dictionary<string, string>(),
            "-c",
            $"""
            import xmlrpc.client
            agent = xmlrpc.client.ServerProxy("http://127.0.0.1:{port}/", allow_none=True)
            print(agent.core.is_alive(), agent.examples.hello.ping())
            try:
                agent.no.such()
            except xmlrpc.client.Fault as fault:
                print(fault.faultCode, "is not supported" in fault.faultString)
            agent.core.quit()
            """
        );

        answered.Output.TrimEnd().ShouldBe($"True Pong from {Environment.MachineName}\n1 True", answered.Errors);
        await agent.WaitForExitAsync();
        agent.ExitCode.ShouldBe(0);
        File.Exists(folder.At("vt.pid")).ShouldBeFalse();
    }

    [MachineFact("python3")]
    public async Task A_Python_client_stores_jobs_and_suites_on_the_agent_and_reads_its_logs()
    {
        using TemporaryFolder folder = new();
        int port = FreePort();
        using Process agent = StartAgent(port, folder.At("vt.pid"), "localhost");
        await UntilAsync(() => File.Exists(folder.At("vt.pid")), agent);

        ProgramResult answered = Command.Run(
            "python3",
            AppContext.BaseDirectory,
            new Dictionary<string, string>(),
            "-c",
            $$"""
            import os, xmlrpc.client
            agent = xmlrpc.client.ServerProxy("http://127.0.0.1:{{port}}/", allow_none=True)
            core = agent.agent.services.core
            state = {"phase": "running", "tests": [1, 2.5, True, None, "ü"]}
            agent.examples.hello.ping()
            print(core.load_job_data("job-1"), core.save_job_data("job-1", state), agent.core.load_job_data("job-1") == state)
            print(core.save_suite_data("suite", {"n": 1}, {"passed": 3}), core.load_suite_data("suite", "job-1"))
            print("ping reached" in open(core.get_job_data_log("job-1")).read(), os.path.basename(core.get_latest_job_results_dir()))
            print(os.listdir(core.get_test_result_log_dir("suite")) != [], os.path.basename(core.get_agent_log_filename()), os.path.basename(core.get_service_log_filename()))
            print(core.delete_suite_data("suite"), core.delete_suite_data("suite", "job-1"), core.load_suite_data("suite", "job-1"))
            print(core.delete_job_data("job-1"), core.delete_job_data("job-1"), core.get_latest_job_results_dir())
            for call in (lambda: core.save_job_data("../escape", 1), lambda: core.save_job_data("latest", 1), lambda: core.save_suite_data("suite", {}, {})):
                try:
                    call()
                except xmlrpc.client.Fault as fault:
                    print("ValueError" in fault.faultString)
            agent.core.quit()
            """
        );

        answered
            .Output.TrimEnd()
            .Split('\n')
            .ShouldBe(
                [
                    "None True True",
                    "True {'state': {'n': 1}, 'results': {'passed': 3}}",
                    "True job-1",
                    "True agent.log service.log",
                    "True False None",
                    "True False None",
                    "True",
                    "True",
                    "True",
                ],
                answered.Errors
            );
        await agent.WaitForExitAsync();
    }

    // Responses of vt_cluster's own agent to the same calls, of revision 53f09e8e. It reads the state of a job from
    // another location than it writes to, so loading an existing job returns nil there; suites are returned as here.
    [MachineFact("python3")]
    public async Task A_Python_client_gets_the_responses_of_the_reference_for_missing_or_unstorable_data()
    {
        ProgramResult answered = await AskAsync(
            """
            import xmlrpc.client as x
            def tell(call):
                try:
                    return call()
                except x.Fault as fault:
                    error = json.loads(fault.faultString)
                    return error["exc_type"] + ": " + error["exc_value"]
            for job in ("nojob", "", "../x", "a/b", "latest", ".", "x" * 250, "a b"):
                assert [core.load_job_data(job), core.get_job_data_log(job), core.get_job_results_dir(job)] == [None, None, None], job
            for job in ("nojob", "a/b", "latest", "x" * 250):
                assert core.delete_job_data(job) is False, job
            for words in (("s",), ("s", "nojob"), ("s", None), ("s", ""), ("../s", "nojob")):
                assert [core.load_suite_data(*words), core.delete_suite_data(*words), core.get_test_result_log_dir(*words)] == [None, False, None], words
            print(tell(lambda: core.load_job_data(None)))
            print(core.save_job_data("j", {"d": x.DateTime("20240101T00:00:00")}), core.save_job_data("j", x.Binary(b"a")), core.load_job_data("j"))
            print(core.save_suite_data("s", {"a": -0.0, "b": 1.0}, {"c": [1e22, 1, 0.1]}, "j"), core.load_suite_data("s", "j"))
            print(core.save_suite_data("s", {}, {"d": x.DateTime("20240101T00:00:00")}, "j"), core.load_suite_data("s", "j"))
            """
        );

        answered
            .Output.TrimEnd()
            .Split('\n')
            .ShouldBe(
                [
                    "TypeError: join() argument must be str, bytes, or os.PathLike object, not 'NoneType'",
                    "False False None",
                    "True {'state': {'a': -0.0, 'b': 1.0}, 'results': {'c': [1e+22, 1, 0.1]}}",
                    "False {'state': {'a': -0.0, 'b': 1.0}, 'results': {'c': [1e+22, 1, 0.1]}}",
                ],
                answered.Errors
            );
    }

    // As above: the reference's messages, in the order of its checks. In Python a boolean is an integer.
    [MachineFact("python3")]
    public async Task A_Python_client_gets_the_errors_of_the_reference_for_an_invalid_log_host_or_port()
    {
        ProgramResult answered = await AskAsync(
            """
            import xmlrpc.client as x
            for words in (("h", 0), ("h", 65536), ("h", "99"), ("h", None), ("h", 99.0), ("h", [1, "a'b"]), ("h", False), ("h", {"a": 1e22}),
                          ("", 9), (None, 9), (5, 9), ("a;b", 9), ("a`b", 70000), (), ("h",), ("h", 1, 2)):
                try:
                    print(core.start_log_redirection(*words))
                except x.Fault as fault:
                    error = json.loads(fault.faultString)
                    print(error["exc_type"] + ": " + error["exc_value"])
            print(core.start_log_redirection("127.0.0.1", True), core.stop_log_redirection())
            """
        );

        answered
            .Output.TrimEnd()
            .Split('\n')
            .ShouldBe(
                [
                    "ValueError: Invalid port parameter: 0",
                    "ValueError: Invalid port parameter: 65536",
                    "ValueError: Invalid port parameter: 99",
                    "ValueError: Invalid port parameter: None",
                    "ValueError: Invalid port parameter: 99.0",
                    "ValueError: Invalid port parameter: [1, \"a'b\"]",
                    "ValueError: Invalid port parameter: False",
                    "ValueError: Invalid port parameter: {'a': 1e+22}",
                    "ValueError: Invalid host parameter: ",
                    "ValueError: Invalid host parameter: None",
                    "ValueError: Invalid host parameter: 5",
                    "ValueError: Host parameter contains invalid characters: a;b",
                    "ValueError: Invalid port parameter: 70000",
                    "TypeError: start_log_redirection() missing 2 required positional arguments: 'host' and 'port'",
                    "TypeError: start_log_redirection() missing 1 required positional argument: 'port'",
                    "TypeError: start_log_redirection() takes 2 positional arguments but 3 were given",
                    "None None",
                ],
                answered.Errors
            );
    }

    [Fact]
    public void The_version_option_of_the_agent_exits_with_code_0() => Run("agent", "--version").ExitCode.ShouldBe(0);

    [Fact]
    public void A_port_in_use_is_reported_with_its_option()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        using TemporaryFolder folder = new();

        ProgramResult run = Run(
            "agent",
            "--port",
            ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture),
            "--pid-file",
            folder.At("vt.pid")
        );

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain("choose another --port");
    }

    [Fact]
    public void An_address_of_another_machine_is_reported()
    {
        using TemporaryFolder folder = new();

        // RFC 5737: 192.0.2.0/24 is reserved for documentation, so no machine has this address.
        ProgramResult run = Run("agent", "--host", "192.0.2.1", "--port", "19999", "--pid-file", folder.At("vt.pid"));

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldBe("error: 192.0.2.1:19999: Cannot assign requested address; use an address of this machine as --host");
    }

    // Runs a script that has the agent's core service as "core".
    private static async Task<ProgramResult> AskAsync(string script)
    {
        using TemporaryFolder folder = new();
        int port = FreePort();
        using Process agent = StartAgent(port, folder.At("vt.pid"));
        await UntilAsync(() => File.Exists(folder.At("vt.pid")), agent);
        ProgramResult answered = Command.Run(
            "python3",
            AppContext.BaseDirectory,
            new Dictionary<string, string>(),
            "-c",
            $"""
            import json, xmlrpc.client
            core = xmlrpc.client.ServerProxy("http://127.0.0.1:{port}/", allow_none=True).agent.services.core
            {script}
            core.quit()
            """
        );
        await agent.StandardInput.BaseStream.DisposeAsync();
        await agent.WaitForExitAsync();
        return answered;
    }

    private static async Task<(string Path, string Body)> HearAsync(string url)
    {
        using HttpListener collector = new();
        collector.Prefixes.Add(url);
        collector.Start();
        HttpListenerContext call = await collector.GetContextAsync();
        using StreamReader reader = new(call.Request.InputStream);
        string body = await reader.ReadToEndAsync();
        call.Response.Close();
        return (call.Request.Url!.AbsolutePath, body);
    }

    private static ProgramResult Run(params string[] words) =>
        Command.Run("dotnet", AppContext.BaseDirectory, new Dictionary<string, string>(), [Program, .. words]);

    // The agent exits when its standard input closes, so a failed test leaves no process behind.
    private static Process StartAgent(int port, string pidFile, string host = "127.0.0.1") =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Program,
                    "agent",
                    "--host",
                    host,
                    "--port",
                    port.ToString(CultureInfo.InvariantCulture),
                    "--pid-file",
                    pidFile,
                    "--with-parent",
                    "--development",
                ]
            )
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardInput = true,
                UseShellExecute = false,
            }
        )!;

    private static async Task UntilAsync(Func<bool> isTrue, Process agent)
    {
        while (!isTrue() && !agent.HasExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} avocado\.virttest HelloService L\d{4} INFO \| server\(127\.0\.0\.2\) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} avocado\.service\.examples\.hello INFO \| ping reached .+$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex UnifiedLine();
}
