using System.Net.Http.Headers;
using System.Net.Http.Json;
using Scalewright.Recording;
using Scalewright.Tool.Serving;
using Scalewright.Traces;

namespace Tool.Tests;

public sealed class TraceServeTests : IDisposable
{
    private const string Test = "Testing.Host.Cases.ShopTests.Shop_survives";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = Patience };

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    private static string Tests { get; } =
        Repository.At(
            "tests",
            "support",
            "Testing.Host",
            "bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            "net10.0",
            "testing-host.dll"
        );

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_failed_test_runs_again_with_another_time_of_its_fault_and_with_another_fault()
    {
        await WriteFailureAsync();
        using LiveTool tool = LiveTool.Start(_folder.Root, "trace", "serve", "run.swtrace", "--tests", Tests);
        Uri address = new((await tool.ReadLineAsync())!);
        using Stream stream = await OpenAsync(address);

        JsonElement state = (await PostAsync(address, "/state", new { })).Body;
        (HttpStatusCode moved, JsonElement first) = await PostAsync(address, "/runs", new { replay = "27:16@00:02:10" });
        (HttpStatusCode added, JsonElement second) = await PostAsync(
            address,
            "/runs",
            new { replay = "27:+freeze(web-1,duration=5s)@00:01:00" }
        );
        (HttpStatusCode wrong, JsonElement problem) = await PostAsync(address, "/runs", new { replay = "27:16,400" });

        state.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(_folder.At("run.swtrace")).Length);
        moved.ShouldBe(HttpStatusCode.OK, $"{first}");
        (first.GetProperty("run").GetInt32(), first.GetProperty("replay").GetString(), first.GetProperty("outcome").GetString()).ShouldBe(
            (1, "27:16@00:02:10", "failed")
        );
        added.ShouldBe(HttpStatusCode.OK, $"{second}");
        (second.GetProperty("run").GetInt32(), second.GetProperty("outcome").GetString()).ShouldBe((2, "passed"));
        wrong.ShouldBe(HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("problems")[0].GetString()!.ShouldContain("keeps fault 400, but seed 27 generates 33");
        RunTrace[] runs = await ReadRunsAsync(stream, 3);
        runs.Select(run => run.Header.Role).ShouldBe(["failing", "changed", "changed"]);
        runs[1].Header.KeptFaults.ShouldBe([new RunFault(16, new TimeSpan(0, 2, 10), "loss of node web-3")]);
        runs[1].Header.Command.ShouldBe($"SCALEWRIGHT_REPLAY=27:16@00:02:10 dotnet test --filter FullyQualifiedName={Test}");
        runs[2].Header.KeptFaults.ShouldBe([new RunFault(RunFault.Added, TimeSpan.FromMinutes(1), "node web-1 stands still for 00:00:05")]);
        runs[2].Events.ShouldContain(found => found.Kind == RunEventKind.Fault && found.Message == "node web-1 stands still for 00:00:05");

        (int exitCode, string output, string errors) = await tool.SignalAsync("INT");

        (exitCode, output).ShouldBe((130, ""), errors);
        errors.ShouldBe("Open this address in a browser on this machine. Ctrl+C stops the command.\n");
    }

    [Fact]
    public async Task A_second_run_at_the_same_time_is_refused_and_the_run_is_compared_with_the_first()
    {
        await using PageServer server = await PageServer.StartAsync(new PageServerOptions("trace", "Shop"), CancellationToken.None);
        TaskCompletionSource<ChangedRun> ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await new ChangedRuns(server, [Run("lost")], (_, token) => ending.Task.WaitAsync(token), Patience).StartAsync(
            CancellationToken.None
        );

        Task<(HttpStatusCode Status, JsonElement Body)> first = PostAsync(server.Address, "/runs", new { replay = "27" });
        (HttpStatusCode status, JsonElement refused) = await UntilAsync(() => PostAsync(server.Address, "/runs", new { replay = "28" }));
        ending.SetResult(new ChangedRun(Run("ready"), ""));

        (status, refused.GetProperty("problems")[0].GetString()).ShouldBe(
            (HttpStatusCode.Conflict, "Another run is under way; wait for its end.")
        );
        (await first).Body.GetProperty("run").GetInt32().ShouldBe(1);
        (await PostAsync(server.Address, "/differences", new { run = 1 }))
            .Body.GetProperty("effect")
            .GetProperty("text")
            .GetString()!
            .ShouldContain("web-1 is lost; in the changed run web-1 is ready");
        (await PostAsync(server.Address, "/differences", new { run = 2 })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(server.Address, "/runs", new { replay = "28" })).Status.ShouldBe(HttpStatusCode.OK);

        static async Task<T> UntilAsync<T>(Func<Task<T>> act)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            return await act();
        }
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest, "'replay' is missing; use a replay string, for example 27:3@00:02:10.")]
    [InlineData("{\"replay\":7}", HttpStatusCode.BadRequest, "'replay' is missing; use a replay string, for example 27:3@00:02:10.")]
    [InlineData("{\"replay\":\"slow\"}", HttpStatusCode.GatewayTimeout, "The run did not end within 0.2 seconds, and was ended.")]
    [InlineData("{\"replay\":\"broken\"}", HttpStatusCode.UnprocessableEntity, "the test does not build")]
    public async Task A_run_that_does_not_start_or_end_is_a_problem(string body, HttpStatusCode status, string problem)
    {
        await using PageServer server = await PageServer.StartAsync(new PageServerOptions("trace", "Shop"), CancellationToken.None);
        await new ChangedRuns(server, [Run("lost")], RunAsync, TimeSpan.FromSeconds(0.2)).StartAsync(CancellationToken.None);

        (HttpStatusCode found, JsonElement response) = await PostAsync(server.Address, "/runs", JsonDocument.Parse(body).RootElement);

        (found, response.GetProperty("problems")[0].GetString()).ShouldBe((status, problem));

        static async Task<ChangedRun> RunAsync(string replay, CancellationToken token)
        {
            await Task.Delay(replay == "slow" ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, token);
            return new ChangedRun(null, "the test does not build");
        }
    }

    [Theory]
    [InlineData(1, "error: none.swtrace: ", "none.swtrace", "--tests", "testing-host.dll")]
    [InlineData(
        1,
        "error: run.swtrace: its first run is not one of a [SimulationFact] test; use the page that such a test wrote [SW1105]",
        "run.swtrace",
        "--tests",
        "Scalewright.Core.dll"
    )]
    [InlineData(1, "error: none.dll: there is no such file; name the built assembly of the test", "test.swtrace", "--tests", "none.dll")]
    [InlineData(
        1,
        "error: Scalewright.Core.dll: it has no [SimulationFact] tests: it does not reference Scalewright.Testing; name the built",
        "test.swtrace",
        "--tests",
        "Scalewright.Core.dll"
    )]
    [InlineData(2, "See 'scalewright trace serve --help'.", "run.swtrace")]
    [InlineData(2, "--port", "run.swtrace", "--tests", "none.dll", "--port", "65536")]
    public async Task Wrong_input_is_reported(int exitCode, string message, params string[] arguments)
    {
        File.Copy(typeof(EventRecorder).Assembly.Location, _folder.At("Scalewright.Core.dll"));
        await File.WriteAllBytesAsync(_folder.At("test.swtrace"), TraceVerbTests.Trace());
        await File.WriteAllBytesAsync(_folder.At("run.swtrace"), await WriteAsync(Run("lost") with { Header = new RunHeader() }));

        ProgramResult result = ToolRun.Start(_folder.Root, ["trace", "serve", .. arguments]);

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldContain(message);
    }

    [Fact]
    public void A_port_in_use_is_reported()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        File.WriteAllBytes(_folder.At("test.swtrace"), TraceVerbTests.Trace());

        ProgramResult result = ToolRun.Start(_folder.Root, "trace", "serve", "test.swtrace", "--tests", Tests, "--port", $"{port}");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldStartWith($"error: --port {port} cannot be used: ");
    }

    [Fact]
    public async Task With_json_the_address_is_one_object()
    {
        await File.WriteAllBytesAsync(_folder.At("test.swtrace"), TraceVerbTests.Trace());
        using LiveTool tool = LiveTool.Start(_folder.Root, "trace", "serve", "test.swtrace", "--tests", Tests, "--json");

        using JsonDocument line = JsonDocument.Parse((await tool.ReadLineAsync())!);

        line.RootElement.EnumerateObject().ShouldHaveSingleItem().Value.GetString()!.ShouldStartWith("http://127.0.0.1:");
        (await tool.SignalAsync("TERM")).ShouldBe((143, "", ""));
        File.ReadAllText(Repository.At("docs", "schemas", "trace-serve.schema.json"))
            .ShouldBe(ToolRun.Start(_folder.Root, "schema", "--verb", "trace serve").Output + "\n");
    }

    private static RunTrace Run(string state)
    {
        EventRecorder recorder = new(() => (TimeSpan.FromSeconds(1), 7));
        recorder.RecordState(recorder.GetSubject(new RunSubject(RunSubjectKind.Node, "web-1")), state);
        return recorder.ToTrace() with
        {
            Header = new RunHeader
            {
                Test = Test,
                Replay = "27:16",
                Role = "failing",
            },
            End = new RunEnd { Outcome = state == "lost" ? RunOutcomes.Failed : RunOutcomes.Passed, At = TimeSpan.FromSeconds(2) },
        };
    }

    private async Task WriteFailureAsync() => await File.WriteAllBytesAsync(_folder.At("run.swtrace"), await WriteAsync(Run("lost")));

    private static async Task<byte[]> WriteAsync(RunTrace run)
    {
        using MemoryStream stream = new();
        await RunTraceWriter.WriteAsync(stream, [run]);
        return stream.ToArray();
    }

    private static async Task<RunTrace[]> ReadRunsAsync(Stream stream, int count)
    {
        using CancellationTokenSource late = new(Patience);
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            RunTrace[] runs = [.. RunTraceReader.Read(all.ToArray()).Runs];
            if (runs.Count(run => run.End is not null) == count)
            {
                return runs;
            }

            int read = await stream.ReadAsync(buffer, late.Token);
            read.ShouldBeGreaterThan(0);
            await all.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    private async Task<Stream> OpenAsync(Uri address)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(address, "/stream"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", address.Fragment["#token=".Length..]);
        HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await response.Content.ReadAsStreamAsync();
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(Uri address, string path, object body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, path)) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", address.Fragment["#token=".Length..]);
        using HttpResponseMessage response = await _client.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
