using System.Net.Http.Headers;
using Scalewright.Recording;
using Scalewright.Tool.Watching;
using Scalewright.Traces;

namespace Tool.Tests;

/// <summary><c>scalewright watch</c> of a cluster whose nodes are folders.</summary>
public sealed class WatchTests : IDisposable
{
    private const string Log = "the log of web-1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = Patience };

    public WatchTests()
    {
        _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 3}]\n");
        ToolRun.Start(_folder.Root, ["apply", "shop.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose(); // Remaining nodes are files in this folder; no process runs.
    }

    [Fact]
    public async Task A_lost_node_and_a_change_by_another_process_are_in_the_stream_and_in_the_file()
    {
        string log = _folder.Write("service.log", $"{Log}\n");
        using LiveTool tool = LiveTool.Start(_folder.Root, ["watch", "state", "--interval", "1", "--record", "run.swtrace", "--file", log]);
        string line = (await tool.ReadLineAsync()).ShouldNotBeNull();
        line.ShouldStartWith("watching shop at http://127.0.0.1:");
        Uri address = new(line.Split(' ')[^1]);
        using Stream stream = await OpenAsync(address);
        Received received = new(stream);

        await received.WaitAsync(run => Count(run, RunEventKind.NodeState, "ready") == 3);
        Lose("web-2");
        await received.WaitAsync(run =>
            run.Events.Any(item => item is { Kind: RunEventKind.NodeState, Message: "lost" } && run.Subjects[item.Subject].Name == "web-2")
        );
        ToolRun.Start(_folder.Root, "scale", "web", "4", "--state", "state").ExitCode.ShouldBe(0);
        RunTrace seen = await received.WaitAsync(run =>
            Count(run, RunEventKind.NodeState, "ready") >= 5
            && run.Events.Where(item => item.Kind == RunEventKind.Wave).All(wave => wave.End is not null)
        );
        (await PostAsync(address, "/scale", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (int exitCode, _, string errors) = await tool.SignalAsync("INT");

        (exitCode, errors).ShouldBe((130, "stopped\n"));
        (seen.Header.Test, seen.Header.Role, seen.End).ShouldBe(("shop on processes", "live", null));
        RunSubject node = seen.Subjects.Single(subject => subject is { Kind: RunSubjectKind.Node, Name: "web-4" });
        (seen.Subjects[node.Parent].Kind, seen.Subjects[node.Parent].Name).ShouldBe((RunSubjectKind.Group, "web"));
        RunEvent step = seen.Events.First(item => item is { Kind: RunEventKind.Step, Message: "create node web-4" });
        (seen.Events[step.Parent].Kind, step.Result, step.End is not null).ShouldBe((RunEventKind.Wave, "", true));
        seen.Events.ShouldContain(item => item.Kind == RunEventKind.Log && item.Message == Log);
        seen.Events.ShouldAllBe(item => item.Cause == -1);
        RunTraceReadResult file = await RunTraceReader.ReadAsync(_folder.At("run.swtrace"));
        file.Problems.ShouldBeEmpty();
        RunTrace whole = file.Runs.ShouldHaveSingleItem();
        whole.End!.Outcome.ShouldBe(RunOutcomes.Stopped);
        whole.End.At.ShouldBeGreaterThanOrEqualTo(whole.Events[^1].Start);
        whole
            .Events.Take(seen.Events.Count)
            .Select(item => (item.Kind, item.Start, item.Message))
            .ShouldBe(seen.Events.Select(item => (item.Kind, item.Start, item.Message)));
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_reported_and_the_log_of_a_replaced_node_is_followed_again()
    {
        string log = _folder.Write("service.log", $"{Log}\n");
        using LiveTool tool = LiveTool.Start(_folder.Root, ["watch", "state", "--interval", "1", "--file", log]);
        Uri address = new((await tool.ReadLineAsync()).ShouldNotBeNull().Split(' ')[^1]);
        using Stream stream = await OpenAsync(address);
        Received received = new(stream);

        await received.WaitAsync(run => run.Events.Count(item => item is { Kind: RunEventKind.Log, Message: Log }) == 3);
        KillReader(log);
        await received.WaitAsync(run =>
            run.Events.Any(item =>
                item.Kind == RunEventKind.Note && item.Message.StartsWith("a log is not followed: web-", StringComparison.Ordinal)
            )
        );
        Lose("web-2");
        await received.WaitAsync(run => Count(run, RunEventKind.NodeState, "lost") == 1);
        ToolRun.Start(_folder.Root, ["apply", "shop.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        RunTrace seen = await received.WaitAsync(run => CountLines(run, "web-2") == 2);

        (CountLines(seen, "web-1"), CountLines(seen, "web-3")).ShouldBe((1, 1));
        (await tool.SignalAsync("INT")).ExitCode.ShouldBe(130);
    }

    [Fact]
    public async Task A_damaged_file_of_decisions_is_reported_once_and_hides_no_decision()
    {
        _folder.Write("state/decisions/0000000001.jsonl", "damaged\n");
        using LiveTool tool = LiveTool.Start(_folder.Root, ["watch", "state", "--interval", "1"]);
        Uri address = new((await tool.ReadLineAsync()).ShouldNotBeNull().Split(' ')[^1]);
        using Stream stream = await OpenAsync(address);
        Received received = new(stream);

        await received.WaitAsync(run => run.Events.Any(IsReport));
        Lose("web-2");
        RunTrace seen = await received.WaitAsync(run => Count(run, RunEventKind.NodeState, "lost") == 1);

        seen.Events.Single(IsReport).Message.ShouldContain("0000000001.jsonl");
        (await tool.SignalAsync("INT")).ExitCode.ShouldBe(130);

        static bool IsReport(RunEvent item) =>
            item.Kind == RunEventKind.Note && item.Message.StartsWith("decisions are not shown: ", StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_allow_changes_the_page_scales_and_repairs_and_a_removal_is_confirmed_first()
    {
        using LiveTool tool = LiveTool.Start(_folder.Root, ["watch", "state", "--interval", "1", "--allow-changes", "--json"]);
        JsonElement page = JsonDocument.Parse((await tool.ReadLineAsync()).ShouldNotBeNull()).RootElement;
        page.GetProperty("allowsChanges").GetBoolean().ShouldBeTrue();
        Uri address = new(page.GetProperty("address").GetString()!);
        (await _client.GetStringAsync(new Uri(address, "/"))).ShouldContain("<meta name=\"scalewright-server\" content=\"watch changes\">");

        await ShouldBeAsync("/scale", """{"group":"web","count":4}""", HttpStatusCode.OK, """{"confirm":""}""");
        await ShouldBeAsync("/scale", """{"group":"web","count":2}""", HttpStatusCode.OK, """{"confirm":"2 nodes"}""");
        await ShouldBeAsync(
            "/scale",
            """{"group":"wbe","count":2}""",
            HttpStatusCode.BadRequest,
            """{"problems":["group 'wbe': the cluster has no such group; did you mean 'web'? use web"]}"""
        );
        await ShouldBeAsync(
            "/scale",
            """{"group":"web","count":-1}""",
            HttpStatusCode.BadRequest,
            """{"problems":["'group' must be a name, and 'count' a whole number of nodes, 0 or more."]}"""
        );
        Lose("web-1");
        await ShouldBeAsync("/repair", "{}", HttpStatusCode.OK, """{"confirm":""}""");
        ToolRun.Start(_folder.Root, "status", "state").Output.ShouldContain("4 of 4 nodes ready");
        await ShouldBeAsync("/scale", """{"group":"web","count":2,"yes":true}""", HttpStatusCode.OK, """{"confirm":""}""");
        ToolRun.Start(_folder.Root, "status", "state").Output.ShouldContain("2 of 2 nodes ready");
        (await tool.SignalAsync("TERM")).ExitCode.ShouldBe(143);

        async Task ShouldBeAsync(string path, string body, HttpStatusCode status, string expected)
        {
            HttpResponseMessage response = await PostAsync(address, path, body);
            string content = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(status, content);
            JsonNode.DeepEquals(JsonNode.Parse(content), JsonNode.Parse(expected)).ShouldBeTrue(content);
        }
    }

    [Theory]
    [InlineData(
        "watch none",
        1,
        "error: none: the folder does not exist; name the folder of a state; 'scalewright list' finds them [SW1012]"
    )]
    [InlineData("watch state --port 65536", 2, "--port: 65536 is above 65535; use 65535 or less\nSee 'scalewright watch --help'.")]
    [InlineData("watch state --interval 0", 2, "--interval: 0 is below 1; use 1 or more\nSee 'scalewright watch --help'.")]
    [InlineData(
        "watch state --file log",
        2,
        "--file: 'log' is not an absolute path; use one, for example /var/log/syslog\nSee 'scalewright watch --help'."
    )]
    [InlineData("watch state --record missing/run.swtrace", 1, "error: Could not find a part of the path")]
    public void Wrong_arguments_are_refused(string arguments, int exitCode, string errors)
    {
        string[] words = arguments.Split(' ');
        ProgramResult result = ToolRun.Start(_folder.Root, words[1] == "none" ? [.. words, .. Processes] : words);

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldStartWith(errors);
    }

    [Fact]
    public async Task A_full_segment_is_followed_by_one_that_starts_with_the_known_state()
    {
        using LiveRecording recording = new("shop", "processes", TimeProvider.System);
        await using Scalewright.Tool.Serving.PageServer server = await Scalewright.Tool.Serving.PageServer.StartAsync(
            new("watch", "shop"),
            CancellationToken.None
        );
        await using (TraceSegments segments = new(recording, server, _folder.At("run.swtrace")))
        {
            await segments.StartAsync();
            for (int part = 0; part <= LiveRecording.MaxEvents / LiveRecording.MaxLines; part++)
            {
                for (int line = 0; line < LiveRecording.MaxLines + 2; line++)
                {
                    recording.RecordLine(new("web-1", null, "", "/log", "line"));
                }

                await segments.WriteAsync();
            }

            recording.RecordNote("last");
            await segments.WriteAsync();
        }

        RunTrace first = (await RunTraceReader.ReadAsync(_folder.At("run.swtrace"))).Runs.ShouldHaveSingleItem();
        RunTrace second = (await RunTraceReader.ReadAsync(_folder.At("run-2.swtrace"))).Runs.ShouldHaveSingleItem();
        first.Events.Count.ShouldBeInRange(LiveRecording.MaxEvents, LiveRecording.MaxEvents + LiveRecording.MaxLines + 1);
        first.Events.ShouldContain(item => item.Message == "2 log lines not recorded");
        second.Events[0].Message.ShouldBe("earlier events are in earlier segments of the recording");
        second.Events[^1].Message.ShouldBe("last");
        using Stream stream = await OpenAsync(server.Address);
        (await new Received(stream).WaitAsync(run => run.Events.Any(item => item.Message == "last")))
            .Events[0]
            .Message.ShouldBe("earlier events are in earlier segments of the recording");
    }

    private static int Count(RunTrace run, RunEventKind kind, string message) =>
        run.Events.Count(item => item.Kind == kind && item.Message == message);

    private static int CountLines(RunTrace run, string node) =>
        run.Events.Count(item => item is { Kind: RunEventKind.Log, Message: Log } && run.Subjects[item.Subject].Name == node);

    /// <summary>Kills one of the programs that read a file.</summary>
    private static void KillReader(string file)
    {
        foreach (Process process in Process.GetProcessesByName("tail"))
        {
            if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(file, StringComparison.Ordinal))
            {
                process.Kill();
                return;
            }
        }

        throw new InvalidOperationException($"No program reads {file}.");
    }

    /// <summary>Removes a node as a crash of its machine does.</summary>
    private void Lose(string node)
    {
        string mark = Directory
            .GetFiles(_folder.At("nodes", "nodes"), "mark.json", SearchOption.AllDirectories)
            .Single(file => File.ReadAllText(file).Contains($"\"{node}\"", StringComparison.Ordinal));
        Directory.Delete(Path.GetDirectoryName(mark)!, recursive: true);
    }

    private async Task<Stream> OpenAsync(Uri address)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(address, "/stream"));
        Authorize(request, address);
        HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(Uri address, string path, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        Authorize(request, address);
        return await _client.SendAsync(request);
    }

    private static void Authorize(HttpRequestMessage request, Uri address) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", address.Fragment["#token=".Length..]);

    /// <summary>Bytes of a stream that does not end.</summary>
    private sealed class Received(Stream stream)
    {
        private readonly List<byte> _bytes = [];

        /// <summary>Reads until the last run meets a condition.</summary>
        public async Task<RunTrace> WaitAsync(Func<RunTrace, bool> isMet)
        {
            using CancellationTokenSource late = new(Patience);
            byte[] buffer = new byte[65_536];
            while (true)
            {
                if (RunTraceReader.Read(_bytes.ToArray()).Runs is [.., { } run] && isMet(run))
                {
                    return run;
                }

                int length = await stream.ReadAsync(buffer, late.Token);
                length.ShouldBePositive("the stream ended");
                _bytes.AddRange(buffer.AsSpan(0, length));
            }
        }
    }
}
