using Scalewright.Recording;
using Scalewright.Traces;

namespace Tool.Tests;

public sealed class TraceVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TraceVerbTests() => File.WriteAllBytes(_folder.At("run.swtrace"), Trace());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_summary_shows_the_outcome_the_faults_and_the_number_of_events()
    {
        ProgramResult result = Start("run.swtrace");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Errors.ShouldBeEmpty();
        result.Output.ShouldBe(
            """
            failing run 27:16 of ShopTests.Shop_survives
            outcome  failed in check: CheckFailedException
            message  2 nodes, not 3
                     web-3 is lost
            at       ShopTests.Shop_survives() in ShopTests.cs:21
            time     00:10:30.8095, step 136
            faults   16 at 00:02:17.73: loss of node web-3
                     1 fault not needed to repeat the failure
            events   3: 1 call, 1 effect, 1 log line, 5 events not recorded
            repeat   SCALEWRIGHT_REPLAY=27:16 dotnet test

            passing run
            outcome  stopped
            time     00:00:00, step 0
            events   0
            """.ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public async Task Each_format_is_written_as_the_library_writes_it()
    {
        foreach (RunTraceFormat format in Enum.GetValues<RunTraceFormat>())
        {
            string name = format.ToString().ToLowerInvariant();

            ProgramResult result = Start("run.swtrace", "--format", name, "--out", $"{name}.out");

            result.Output.ShouldBe($"wrote {name}.out");
            File.ReadAllBytes(_folder.At($"{name}.out")).ShouldBe(await ExportAsync(format), name);
        }

        Start("run.swtrace", "--format", "json").Output.ShouldBe(Encoding.UTF8.GetString(await ExportAsync(RunTraceFormat.Json)).TrimEnd());
    }

    [Fact]
    public void A_damaged_file_is_shown_up_to_the_damage_and_is_an_error()
    {
        byte[] bytes = Trace();
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder.At("damaged.swtrace"), bytes);
        File.WriteAllBytes(_folder.At("part.swtrace"), bytes[..^1]);

        ProgramResult damaged = Start("damaged.swtrace");
        ProgramResult part = Start("part.swtrace");

        damaged.ExitCode.ShouldBe(1);
        damaged.Errors.ShouldContain("[SW7101]");
        damaged.Output.ShouldContain("3: 1 call");
        part.ExitCode.ShouldBe(0);
        part.Errors.ShouldStartWith("warning: part.swtrace: ");
        part.Output.ShouldContain("3: 1 call");
    }

    [Fact]
    public void Control_characters_of_a_trace_do_not_reach_the_terminal()
    {
        File.WriteAllBytes(
            _folder.At("run.swtrace"),
            Write(
                new RunTrace
                {
                    Header = new RunHeader { Test = "a\u001b[31m\nb", Command = "\u0007" },
                }
            )
        );

        Start("run.swtrace")
            .Output.ShouldSatisfyAllConditions(
                output => output.ShouldNotContain("\u001b"),
                output => output.ShouldNotContain("\u0007"),
                output => output.ShouldContain("\\u001b")
            );
    }

    [Fact]
    public void An_event_is_followed_to_what_led_to_it()
    {
        Start("run.swtrace", "--event", "1")
            .Output.ShouldBe(
                """
                     1  00:00:01  cloud: web-1 created
                     0  00:00:01  effect of: controller: create node web-1
                """.ReplaceLineEndings("\n")
            );
        ProgramResult unknown = Start("run.swtrace", "--event", "3");

        unknown.ExitCode.ShouldBe(1);
        unknown.Errors.ShouldContain("run.swtrace: --event 3 is not an event of the first run; use 0 to 2 [SW1103]");
    }

    [Fact]
    public void A_failing_run_is_compared_with_the_passing_run_after_it()
    {
        File.WriteAllBytes(_folder.At("two.swtrace"), Write(Run("lost", RunOutcomes.Failed), Run("ready", RunOutcomes.Passed)));

        Start("two.swtrace")
            .Output.ShouldEndWith(
                """
                differences of the first run from the second
                00:00:01  web-1 is lost; in the passing run web-1 is ready
                """.ReplaceLineEndings("\n")
            );
        using JsonDocument document = JsonDocument.Parse(Start("two.swtrace", "--json").Output);
        JsonElement difference = document.RootElement.GetProperty("result").GetProperty("differences")[0];
        (difference.GetProperty("kind").GetString(), difference.GetProperty("failing").GetInt32()).ShouldBe(("effect", 0));
    }

    private static RunTrace Run(string state, string outcome)
    {
        EventRecorder recorder = new(() => (TimeSpan.FromSeconds(1), 7));
        recorder.RecordState(recorder.GetSubject(new RunSubject(RunSubjectKind.Node, "web-1")), state);
        return recorder.ToTrace() with
        {
            End = new RunEnd { Outcome = outcome, At = TimeSpan.FromSeconds(2) },
        };
    }

    [Theory]
    [InlineData("--format: 'dot' is not a format; use perfetto, shiviz, otlp, json or html", "--format", "dot")]
    [InlineData("--format perfetto needs --out", "--format", "perfetto")]
    [InlineData("--out needs --format", "--out", "x")]
    [InlineData("--out: the value is empty; specify one", "--format", "json", "--out", "")]
    [InlineData("--format needs --out with --json", "--format", "json", "--json")]
    [InlineData("--event: not supported with --format, except with --json; omit one of them", "--event", "1", "--format", "json")]
    [InlineData("--event: not supported with --format, except with --json", "--event", "1", "--format", "html", "--out", "x")]
    [InlineData("--out: 'run.swtrace' is the file to read; name another one", "--format", "json", "--out", "run.swtrace")]
    [InlineData("--out: './run.swtrace' is the file to read; name another one", "--format", "json", "--out", "./run.swtrace")]
    public void Wrong_usage_is_reported(string message, params string[] options)
    {
        ProgramResult result = Start(["run.swtrace", .. options]);

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain(message);
        File.ReadAllBytes(_folder.At("run.swtrace")).ShouldBe(Trace());
    }

    [Fact]
    public void A_link_to_the_trace_is_not_written()
    {
        File.CreateSymbolicLink(_folder.At("latest.swtrace"), "run.swtrace");

        ProgramResult written = Start("run.swtrace", "--format", "json", "--out", "latest.swtrace");
        ProgramResult read = Start("latest.swtrace", "--format", "json", "--out", "run.swtrace");

        (written.ExitCode, read.ExitCode).ShouldBe((2, 2));
        written.Errors.ShouldContain("--out: 'latest.swtrace' is the file to read; name another one");
        File.ReadAllBytes(_folder.At("run.swtrace")).ShouldBe(Trace());
    }

    [Fact]
    public async Task An_export_replaces_the_earlier_file_only_when_it_is_complete()
    {
        _folder.Write("run.json", "earlier");
        Command.Run("ln", _folder.Root, new Dictionary<string, string>(), "run.json", "earlier.json").ExitCode.ShouldBe(0);

        ProgramResult result = Start("run.swtrace", "--format", "json", "--out", "run.json");

        result.ExitCode.ShouldBe(0, result.Text);
        File.ReadAllText(_folder.At("earlier.json")).ShouldBe("earlier");
        File.ReadAllBytes(_folder.At("run.json")).ShouldBe(await ExportAsync(RunTraceFormat.Json));
        Directory
            .EnumerateFiles(_folder.Root)
            .Select(Path.GetFileName)
            .ShouldBe(["earlier.json", "run.json", "run.swtrace"], ignoreOrder: true);
    }

    [Fact]
    public void With_JSON_an_event_is_followed_beside_an_export()
    {
        ProgramResult result = Start("run.swtrace", "--event", "1", "--format", "json", "--out", "run.json", "--json");

        result.ExitCode.ShouldBe(0, result.Text);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        document
            .RootElement.GetProperty("result")
            .GetProperty("causes")
            .EnumerateArray()
            .Select(cause => cause.GetProperty("event").GetInt32())
            .ShouldBe([1, 0]);
        File.Exists(_folder.At("run.json")).ShouldBeTrue();
    }

    [Fact]
    public void The_history_of_a_run_of_an_experiment_is_summarized_and_shown_in_the_viewer()
    {
        _folder.Write(
            "run-1.jsonl",
            """
            {"series":[["lag","",-1]]}
            {"at":-5,"event":"deploy","text":"the job is deployed"}
            {"at":0,"values":[7]}
            {"at":3,"event":"fault","node":"n-1","is_node_up":false,"text":"loss of n-1"}
            {"end":"completed","reason":""}

            """
        );
        _folder.Write("run-2.jsonl", "{\"at\":1,\"event\":null,\"text\":\"x\"}\n");

        Start("run-1.jsonl")
            .Output.ShouldBe(
                """
                experiment run of run-1.jsonl
                outcome  passed
                time     00:00:08, step 0
                events   5: 1 phase, 1 fault, 1 node state, 1 counter, 1 note
                """.ReplaceLineEndings("\n")
            );
        Start("run-1.jsonl", "--format", "html", "--out", "run.html").ExitCode.ShouldBe(0);
        RunTraceReader.Read(File.ReadAllBytes(_folder.At("run.html"))).Runs.ShouldHaveSingleItem().Events.Count.ShouldBe(5);
        Start("run-2.jsonl").Errors.ShouldContain("run-2.jsonl:1:1");
        Start("none.jsonl").Errors.ShouldContain("none.jsonl: ");
    }

    [Fact]
    public void The_event_of_the_failed_phase_is_followed_from_the_other_operation_to_the_fault()
    {
        EventRecorder recorder = new(() => (TimeSpan.FromSeconds(1), 7));
        int check = recorder.Record(RunEventKind.Phase, recorder.GetSubject(new RunSubject(RunSubjectKind.Run, "program")), "check");
        int controller = recorder.GetSubject(new RunSubject(RunSubjectKind.Controller, "controller"));
        RunTrace passing = recorder.ToTrace() with
        {
            Header = new RunHeader { Role = "passing" },
            End = new RunEnd { Outcome = "passed" },
        };
        int fault = recorder.Record(
            RunEventKind.Fault,
            recorder.GetSubject(new RunSubject(RunSubjectKind.Faults, "faults")),
            "changes appear in lists late"
        );
        recorder.End(fault, details: "4");
        int list = recorder.Record(RunEventKind.Observation, controller, "", details: "stale: worker-1 is booting");
        recorder.Link(list, fault);
        recorder.End(recorder.Record(RunEventKind.Call, controller, "create node worker-2"));
        recorder.End(check, "2 workers exist");
        RunTrace failing = recorder.ToTrace() with
        {
            Header = new RunHeader { Role = "failing" },
            End = new RunEnd { Outcome = "failed", Phase = "check" },
        };
        File.WriteAllBytes(_folder.At("workers.swtrace"), Write(failing, passing));

        Start("workers.swtrace", "--event", "0")
            .Output.ShouldBe(
                """
                     0  00:00:01  program: check (2 workers exist)
                     3  00:00:01  different from the passing run: controller: create node worker-2
                     2  00:00:01  based on: controller: no nodes (stale: worker-1 is booting)
                     1  00:00:01  shows an older state because of: faults: changes appear in lists late (fault 4)
                """.ReplaceLineEndings("\n")
            );
    }

    internal static byte[] Trace()
    {
        EventRecorder recorder = new(() => (TimeSpan.FromSeconds(1), 7));
        int controller = recorder.GetSubject(new RunSubject(RunSubjectKind.Controller, "controller"));
        int call = recorder.Record(RunEventKind.Call, controller, "create node web-1");
        recorder.End(
            call,
            response: recorder.Record(
                RunEventKind.Effect,
                recorder.GetSubject(new RunSubject(RunSubjectKind.Cloud, "cloud")),
                "web-1 created",
                call
            )
        );
        recorder.Record(RunEventKind.Log, controller, "ready");
        RunTrace run = recorder.ToTrace() with
        {
            Header = new RunHeader
            {
                Test = "ShopTests.Shop_survives",
                Replay = "27:16",
                Role = "failing",
                Command = "SCALEWRIGHT_REPLAY=27:16 dotnet test",
                KeptFaults = [new RunFault(16, new TimeSpan(0, 0, 2, 17, 730), "loss of node web-3")],
                RemovedFaults = [new RunFault(1, default, "latency")],
            },
            End = new RunEnd
            {
                Outcome = "failed",
                Phase = "check",
                Exception = "CheckFailedException",
                Message = "2 nodes, not 3\nweb-3 is lost",
                Frames = ["ShopTests.Shop_survives() in ShopTests.cs:21"],
                At = new TimeSpan(6_308_095_000),
                Step = 136,
                DroppedCount = 5,
            },
        };
        return Write(run, new RunTrace { Header = new RunHeader { Role = "passing" } });
    }

    private static byte[] Write(params RunTrace[] runs) => WriteAsync(runs).GetAwaiter().GetResult();

    private static async Task<byte[]> WriteAsync(RunTrace[] runs)
    {
        using MemoryStream stream = new();
        await RunTraceWriter.WriteAsync(stream, runs);
        return stream.ToArray();
    }

    private static async Task<byte[]> ExportAsync(RunTraceFormat format)
    {
        using MemoryStream stream = new();
        await RunTraceExport.WriteAsync(RunTraceReader.Read(Trace()).Runs, format, stream);
        return stream.ToArray();
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, ["trace", .. arguments]);
}
