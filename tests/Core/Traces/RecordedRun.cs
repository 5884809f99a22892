namespace Sdk.Tests.Traces;

/// <summary>Runs for the tests of trace files: one as a simulation records it, and arbitrary ones.</summary>
internal static class RecordedRun
{
    private static readonly string[] Texts =
    [
        "",
        " ",
        "create node web-1",
        "list resources",
        "</script><script>alert(1)</script>",
        "\0\u001b[31m",
        "{\"a\": 1} b",
        "größe 日本 \U0001F600",
        "a\nb\r\nc",
        "=== x ===",
        new string('x', 3_000),
    ];

    /// <summary>Returns the run of a program that creates nodes and calls services, while nodes are lost.</summary>
    public static RunTrace Create(int seed, int events)
    {
        Random random = new(seed);
        TimeSpan now = TimeSpan.Zero;
        long step = 0;
        EventRecorder recorder = new(() => (now, step));
        int run = recorder.GetSubject(new RunSubject(RunSubjectKind.Run, "test"));
        int faults = recorder.GetSubject(new RunSubject(RunSubjectKind.Faults, "faults"));
        int controller = recorder.GetSubject(new RunSubject(RunSubjectKind.Controller, "controller") { Generation = 1 });
        int cloud = recorder.GetSubject(new RunSubject(RunSubjectKind.Cloud, "cloud"));
        int journal = recorder.GetSubject(new RunSubject(RunSubjectKind.Journal, "state") { Parent = controller });
        int metric = recorder.GetSubject(new RunSubject(RunSubjectKind.Metric, "load"));
        int group = recorder.GetSubject(new RunSubject(RunSubjectKind.Group, "web"));
        int[] nodes =
        [
            .. Enumerable
                .Range(1, 20)
                .Select(node => recorder.GetSubject(new RunSubject(RunSubjectKind.Node, $"web-{node}") { Parent = group })),
        ];
        int[] links =
        [
            .. Enumerable
                .Range(1, 20)
                .Select(node => recorder.GetSubject(new RunSubject(RunSubjectKind.Link, $"controller -> web-{node}"))),
        ];
        List<(int Call, int Node)> calls = [];
        List<int> messages = [];
        int phase = recorder.Record(RunEventKind.Phase, run, "program");
        while (recorder.Count < events)
        {
            now += new TimeSpan(random.Next(0, 5_000_000));
            step++;
            recorder.Cause = random.Next(Math.Max(0, recorder.Count - 40), recorder.Count);
            int node = random.Next(nodes.Length);
            switch (random.Next(10))
            {
                case 0:
                    int fault = recorder.Record(RunEventKind.Fault, faults, $"loss of node web-{node + 1}");
                    recorder.RecordState(nodes[node], "lost");
                    recorder.End(fault, details: $"{random.Next(40)}");
                    break;
                case 1:
                    recorder.RecordState(nodes[node], random.Next(2) == 0 ? "ready" : "booting");
                    break;
                case 2 or 3:
                    calls.Add((recorder.Record(RunEventKind.Call, controller, $"create node web-{node + 1}", phase), node));
                    break;
                case 4 or 5 when calls.Count > 0:
                    (int call, int of) = calls[random.Next(calls.Count)];
                    recorder.Cause = call;
                    int effect = recorder.Record(RunEventKind.Effect, cloud, $"web-{of + 1} created", call);
                    recorder.End(call, random.Next(4) == 0 ? "no response" : "", random.Next(4) == 0 ? -1 : effect);
                    calls.Remove((call, of));
                    break;
                case 6:
                    messages.Add(recorder.Record(RunEventKind.Message, links[node], $"Request, {random.Next(90, 200)} bytes"));
                    break;
                case 7 when messages.Count > 0:
                    int message = messages[0];
                    messages.RemoveAt(0);
                    recorder.End(message, random.Next(5) == 0 ? "dropped: frozen" : "");
                    break;
                case 8:
                    int seen = recorder.Record(RunEventKind.Observation, controller, "list resources");
                    recorder.Link(seen, Math.Max(recorder.FindState(nodes[node]), 0));
                    recorder.Record(RunEventKind.Counter, metric, $"{random.Next(1_000) / 10.0}");
                    break;
                default:
                    int write = recorder.Record(RunEventKind.JournalWrite, journal, $"result of create node web-{node + 1}");
                    now += new TimeSpan(random.Next(1_000, 90_000));
                    recorder.End(write);
                    recorder.Record(RunEventKind.Log, controller, $"node web-{node + 1} has {random.Next(100)} requests");
                    break;
            }
        }

        return recorder.ToTrace() with
        {
            Header = new RunHeader
            {
                Test = "ShopTests.Shop_survives",
                Replay = $"{seed}:16",
                Role = "failing",
                Command = $"SCALEWRIGHT_REPLAY={seed}:16 dotnet test",
                Epoch = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
                Version = "0.1.0",
                KeptFaults = [new RunFault(16, new TimeSpan(0, 0, 2, 17, 730), "loss of node web-3")],
                RemovedFaults = [new RunFault(2, new TimeSpan(1, 2, 3, 4), "latency")],
            },
            End = new RunEnd
            {
                Outcome = "failed",
                Phase = "check",
                Exception = "CheckFailedException",
                Message = "2 nodes, not 3",
                Frames = ["ShopTests.Shop_survives() in ShopTests.cs:21"],
                At = now,
                Step = step,
                Hash = "b71c",
            },
        };
    }

    /// <summary>Returns a run with any values that a file can have.</summary>
    public static RunTrace CreateArbitrary(Random random, string text)
    {
        string[] texts = [.. Texts, .. text.Contains('\uFFFD', StringComparison.Ordinal) ? [] : new[] { text }];
        RunSubject[] subjects =
        [
            .. Enumerable
                .Range(0, random.Next(1, 6))
                .Select(index => new RunSubject((RunSubjectKind)random.Next(14), Pick())
                {
                    Parent = random.Next(-1, index),
                    Generation = random.Next(3) == 0 ? random.Next() : 0,
                }),
        ];
        int count = random.Next(0, 30);
        RunEvent[] events = [.. Enumerable.Range(0, count).Select(Event)];
        return new RunTrace
        {
            Header = new RunHeader
            {
                Test = Pick(),
                Replay = Pick(),
                Role = Pick(),
                Command = Pick(),
                Version = Pick(),
                Epoch = new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), TimeSpan.Zero),
                KeptFaults = [.. Enumerable.Range(0, random.Next(3)).Select(number => new RunFault(number, Time(), Pick()))],
                RemovedFaults = [.. Enumerable.Range(0, random.Next(3)).Select(number => new RunFault(-number, Time(), Pick()))],
            },
            Subjects = [.. subjects],
            Events = [.. events],
            Links =
            [
                .. Enumerable.Range(0, count == 0 ? 0 : random.Next(5)).Select(_ => new RunLink(random.Next(count), random.Next(count))),
            ],
            End =
                random.Next(3) == 0
                    ? null
                    : new RunEnd
                    {
                        Outcome = Pick(),
                        Phase = Pick(),
                        Exception = Pick(),
                        Message = Pick(),
                        Frames = [Pick(), Pick()],
                        At = Time(),
                        Step = random.NextInt64(),
                        DroppedCount = random.NextInt64(),
                        Hash = Pick(),
                    },
        };

        string Pick() => texts[random.Next(texts.Length)];

        TimeSpan Time() => new(random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next());

        RunEvent Event(int number)
        {
            TimeSpan start = Time();
            RunEvent item = new((RunEventKind)random.Next(19), random.Next(subjects.Length), start, Pick())
            {
                Cause = random.Next(-1, number),
                Parent = random.Next(-1, number),
                Step = random.NextInt64(long.MinValue, long.MaxValue),
                Source = random.Next(2) == 0 ? Pick() : "",
                Details = random.Next(2) == 0 ? Pick() : "",
            };
            int response = random.Next(-1, count);
            return random.Next(2) == 0
                ? item
                : item with
                {
                    End = new TimeSpan(random.NextInt64(start.Ticks, long.MaxValue)),
                    Result = Pick(),
                    Response = response == number ? -1 : response,
                };
        }
    }

    public static async Task<byte[]> WriteAsync(params RunTrace[] runs)
    {
        using MemoryStream stream = new();
        await RunTraceWriter.WriteAsync(stream, runs);
        return stream.ToArray();
    }

    public static async Task<byte[]> ExportAsync(RunTraceFormat format, params RunTrace[] runs)
    {
        using MemoryStream stream = new();
        (await RunTraceExport.WriteAsync(runs, format, stream)).ShouldBeEmpty();
        return stream.ToArray();
    }
}
