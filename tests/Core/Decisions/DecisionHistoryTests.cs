using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

/// <summary>Decisions that engines store in the state folder of their cluster.</summary>
public class DecisionHistoryTests
{
    private const string Folder = "./state";

    private static readonly ThresholdSizing Threshold = new()
    {
        Metric = "load",
        UpperThreshold = 80,
        LowerThreshold = 30,
        ScaleOutStep = 2,
        ScaleOutCooldown = TimeSpan.Zero,
    };

    [Fact]
    public async Task The_tree_of_a_decision_that_a_cooldown_refused_names_the_inputs_and_the_cooldown()
    {
        DecisionHistory history = await RecordAsync();

        history.Problems.ShouldBeEmpty();
        history
            .Records.Select(record => $"{record.Cycle}: {record.From} -> {record.To}, {record.Outcome}, {record.Cause}")
            .ShouldBe([
                "1: 0 -> 2, Applied, None",
                "2: 2 -> 2, Unchanged, ScaleOutCooldown",
                "3: 2 -> 2, Unchanged, ScaleOutCooldown",
                "1: 2 -> 4, Applied, None",
            ]);
        history
            .Records[1]
            .ToString()
            .ReplaceLineEndings("\n")
            .ShouldBe(
                """
                2000-01-01 00:01:00Z web: 2 -> 2, no change; the scale-out cooldown has not elapsed
                cycle 2 of ThresholdSizing
                observed: 2 desired, 2 ready, 0 in flight
                  cloud hotel: 2 nodes of at most 20
                metrics:
                  load = 117
                  queue: cannot be read
                threshold = 2
                  size before = 2
                  size + (value > high ? step out : value < low ? -step in : 0) = 4
                    size = 2
                    value = 117
                    high = 80
                    low = 30
                    step out = 2
                    step in = 1
                  the scale-out cooldown has not elapsed = 2
                    would have been = 4

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public async Task The_decision_in_force_is_the_last_one_at_or_before_a_time()
    {
        DecisionHistory history = await RecordAsync();
        DateTimeOffset start = history.Records[0].Timestamp;

        history.Domains.ShouldBe(["web"]);
        history.FindInForce("web", start.AddSeconds(-1)).ShouldBeNull();
        history.FindInForce("none", start).ShouldBeNull();
        history.FindInForce("web", start)!.Cycle.ShouldBe(1);
        history.FindInForce("web", start.AddSeconds(119))!.Cycle.ShouldBe(2);
        history.FindInForce("web", start.AddDays(1))!.ShouldBeSameAs(history.Records[^1]);
    }

    [Fact]
    public async Task Another_policy_decides_on_the_stored_inputs_with_the_state_of_the_earlier_decisions()
    {
        DecisionHistory history = await RecordAsync();
        ThresholdSizing patient = Threshold with { ScaleOutCooldown = TimeSpan.FromMinutes(1) };

        history.Evaluate(Threshold, history.Records[2]).To.ShouldBe(4);
        history.Evaluate(patient, history.Records[1]).To.ShouldBe(4); // 60 s after the first change, the cooldown of 1 minute has elapsed.
        history
            .Evaluate(patient with { ScaleOutCooldown = TimeSpan.FromSeconds(61) }, history.Records[1])
            .Cause.ShouldBe(DecisionCause.ScaleOutCooldown);
        DecisionException missing = Should.Throw<DecisionException>(() =>
            history.Evaluate(Threshold with { Metric = "latency" }, history.Records[1])
        );
        missing
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe("the metric 'latency' of the decision is not stored: the engine read load, queue");
    }

    [Fact]
    public async Task The_same_seed_stores_the_same_bytes_and_equal_decisions_are_short()
    {
        byte[] first = await RecordAsync(ReadBytes);
        byte[] second = await RecordAsync(ReadBytes);
        string[] lines = Encoding.UTF8.GetString(first).Split('\n');

        second.ShouldBe(first);
        lines.Length.ShouldBe(5);
        lines[2]
            .ShouldStartWith(
                """{"time":"2000-01-01T00:02:00.105+00:00","domain":"web","cycle":3,"same_as":"2000-01-01T00:01:00.105+00:00","crc":"""
            );
        lines[2].Length.ShouldBeLessThan(150);
    }

    [Fact]
    public async Task Files_rotate_at_their_limit_and_the_oldest_is_deleted()
    {
        DecisionHistoryLimits limits = new(MaxFileBytes: 4000, MaxFiles: 3);
        await using SimulationProvider provider = new() { Seed = 7 };
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await OpenAsync(provider, isFirst: true, token);
            // A changing load makes each decision differ from the one before.
            await EngineRun.CyclesAsync(
                Engine(request => 31 + request.Timestamp.Minute).WithOptions(options => options with { HistoryLimits = limits }),
                40,
                cluster,
                token
            );

            IReadOnlyList<string> names = provider.FileSystem.List($"{Folder}/decisions");
            names.Count.ShouldBe(3);
            names[0].ShouldNotBe("0000000001.jsonl");
            foreach (string name in names)
            {
                Read(provider.FileSystem, $"{Folder}/decisions/{name}").Length.ShouldBeInRange(1, 4000);
            }

            DecisionHistory history = DecisionHistory.Read(Folder, provider.FileSystem);
            history.Problems.ShouldBeEmpty();
            history.Records[^1].Cycle.ShouldBe(40);
            history
                .Records.Select(record => record.Cycle)
                .ShouldBe(Enumerable.Range((int)history.Records[0].Cycle, history.Records.Count).Select(number => (long)number));
        });
    }

    [Fact]
    public async Task The_first_decision_of_a_file_is_complete_although_it_is_equal_to_the_last_one()
    {
        DecisionHistoryLimits limits = new(MaxFileBytes: 3000, MaxFiles: 8);
        await using SimulationProvider provider = new() { Seed = 7 };
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await OpenAsync(provider, isFirst: true, token);
            await EngineRun.CyclesAsync(
                Engine(_ => 50).WithOptions(options => options with { HistoryLimits = limits }),
                60,
                cluster,
                token
            );

            provider.FileSystem.List($"{Folder}/decisions").Count.ShouldBeGreaterThan(2);
            DecisionHistory history = DecisionHistory.Read(Folder, provider.FileSystem);
            history.Problems.ShouldBeEmpty();
            history.Records.Count.ShouldBe(60);
            history.Records[^1].Metrics[0].Timestamp.ShouldBe(history.Records[^1].Timestamp);
        });
    }

    [Fact]
    public async Task Each_damaged_byte_and_each_truncation_loses_at_most_the_decisions_that_refer_to_its_line()
    {
        byte[] bytes = await RecordAsync(ReadBytes);
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0x15;
            DecisionHistory history = DecisionHistory.Read("/s", new OneFile(damaged));
            history.Problems.Count.ShouldBeInRange(1, 2, $"byte {at}");
            history.Problems.ShouldAllBe(problem =>
                problem.Code == ProblemCode.DecisionDamaged
                && problem.Severity == ProblemSeverity.Warning
                && problem.Source == "/s/decisions/0000000001.jsonl"
            );
            history.Records.Count.ShouldBeInRange(1, 3, $"byte {at}");

            DecisionHistory cut = DecisionHistory.Read("/s", new OneFile(bytes[..at]));
            bool isWhole = at == 0 || bytes[at - 1] == '\n';
            cut.Problems.Count.ShouldBe(isWhole ? 0 : 1, $"cut at {at}");
            cut.Records.Count.ShouldBe(bytes.AsSpan(0, at).Count((byte)'\n'));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"time":"2000-01-01T00:00:00+00:00","domain":null,"cycle":1}""")]
    [InlineData("""{"time":"2000-01-01T00:00:00+00:00","domain":"web","cycle":1}""")]
    [InlineData("""{"time":"2000-01-01T00:00:00+00:00","domain":"web","cycle":1,"decision":{"policy":"p","from":1,"to":1,"reason":"r"}}""")]
    [InlineData(
        """{"time":"2000-01-01T00:00:00+00:00","domain":"web","cycle":1,"decision":{"policy":"p","from":1,"to":1,"reason":"r","tree":{"name":"n","value":1,"parts":[null]}}}"""
    )]
    [InlineData(
        """{"time":"0001-01-01T00:00:00+00:00","domain":"web","cycle":1,"decision":{"policy":"p","from":1,"to":1,"reason":"r","tree":{"name":"n","value":1},"metrics":[{"name":"m","state":"Fresh","value":1,"age_ticks":9223372036854775807}]}}"""
    )]
    [InlineData(
        """{"time":"2000-01-01T00:00:00+00:00","domain":"web","cycle":1,"decision":{"policy":"p","from":1,"to":1,"reason":"r","tree":{"name":"n","value":1},"outcome":"Nope"}}"""
    )]
    public void A_line_with_a_right_checksum_and_a_wrong_content_is_a_problem(string json)
    {
        string start = json[..^1];
        string crc = Crc32C.End(Crc32C.Add(Crc32C.Start, Encoding.UTF8.GetBytes(start))).ToString("x8", CultureInfo.InvariantCulture);
        DecisionHistory history = DecisionHistory.Read("/s", new OneFile(Encoding.UTF8.GetBytes($"{start},\"crc\":\"{crc}\"}}\n")));

        history.Records.ShouldBeEmpty();
        history.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith("/s/decisions/0000000001.jsonl:1:1: the line is damaged: ");
    }

    [Fact]
    public async Task A_torn_last_line_is_completed_by_the_next_engine()
    {
        await using SimulationProvider provider = new() { Seed = 7 };
        await provider.RunAsync(async token =>
        {
            string path = $"{Folder}/decisions/0000000001.jsonl";
            await using LiveCluster cluster = await OpenAsync(provider, isFirst: true, token);
            await EngineRun.CyclesAsync(Engine(_ => 50), 2, cluster, token);
            using (IFile file = provider.FileSystem.Open(path, FileOpenMode.Append))
            {
                file.Append("{\"time\":"u8);
            }

            // Another cluster object, as after a restart.
            await cluster.DisposeAsync();
            await using LiveCluster again = await OpenAsync(provider, isFirst: false, token);
            await EngineRun.CyclesAsync(Engine(_ => 50), 2, again, token);

            DecisionHistory history = DecisionHistory.Read(Folder, provider.FileSystem);
            history.Records.Select(record => record.Cycle).ShouldBe([1, 2, 1, 2]);
            history.Problems.ShouldHaveSingleItem().Position.Line.ShouldBe(3);
        });
    }

    [Fact]
    public async Task A_disk_that_refuses_decisions_stops_no_engine_and_is_reported_once()
    {
        await using SimulationProvider provider = new() { Seed = 7 };
        Events events = new();
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Topology.Create("demo").Build())
                .UseProvider(provider)
                .WithState(Folder)
                .WithListener(events)
                .ProvisionAsync(token);
            using (provider.FileSystem.Open($"{Folder}/decisions", FileOpenMode.CreateNew))
            {
                // A file has the name of the folder.
            }

            EngineCycle[] cycles = await EngineRun.CyclesAsync(Engine(_ => 50), 3, cluster, token);

            cycles.Select(cycle => cycle.Outcome).ShouldBe([EngineOutcome.Applied, EngineOutcome.Unchanged, EngineOutcome.Unchanged]);
            ClusterEvent reported = events.All.Where(item => item.Kind == ClusterEventKind.DecisionNotStored).ShouldHaveSingleItem();
            reported.Subject.ShouldBe("web");
            reported.Message.ShouldStartWith("cannot store a decision: cannot ");
            DecisionHistory.Read(Folder, provider.FileSystem).Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.UnreadableFile);
        });
    }

    [Fact]
    public async Task Names_with_control_characters_and_line_breaks_are_stored_whole_and_printed_escaped()
    {
        const string Hostile = "x\n\u001b[31m\",\"crc\":\"00000000\"}\u202e\ud800";
        await using SimulationProvider provider = new() { Seed = 7 };
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await OpenAsync(provider, isFirst: true, token);
            await EngineRun.CyclesAsync(
                Engine(_ => 50).AddMetric(Hostile, (_, _) => throw new InvalidOperationException(Hostile)),
                1,
                cluster,
                token
            );

            DecisionHistory history = DecisionHistory.Read(Folder, provider.FileSystem);
            history.Problems.ShouldBeEmpty();
            DecisionRecord record = history.Records.ShouldHaveSingleItem();
            record.Metrics[^1].Name.ShouldBe(Hostile.Replace('\ud800', '\ufffd'));
            record.ToString().ShouldContain("""  x\u000a\u001b[31m","crc":"00000000"}\u202e""");
            record.ToString().ShouldNotContain("\u001b");
        });
    }

    [Fact]
    public async Task A_cycle_that_failed_before_it_observed_the_domain_is_stored_with_its_reason()
    {
        await using SimulationProvider provider = new() { Seed = 7 };
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await OpenAsync(provider, isFirst: true, token);
            await EngineRun.CyclesAsync(Engine(_ => 50).UseSizing(new Throwing()), 1, cluster, token);

            DecisionRecord record = DecisionHistory.Read(Folder, provider.FileSystem).Records.ShouldHaveSingleItem();
            (record.Outcome, record.HasObservation, record.From, record.To).ShouldBe((EngineOutcome.Failed, false, 0, 0));
            record.ShortReason.ShouldContain("'Throwing' threw InvalidOperationException: no");
            record.ToString().ShouldContain("observed: nothing; the cycle failed before\n");
        });
    }

    [Fact]
    public async Task Dry_runs_and_clusters_without_a_state_folder_store_nothing()
    {
        await using SimulationProvider provider = new() { Seed = 7 };
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await OpenAsync(provider, isFirst: true, token);
            await EngineRun.CyclesAsync(Engine(_ => 50).WithDryRun(), 1, cluster, token);
            await EngineRun.CyclesAsync(Engine(_ => 50).WithShadowMode(), 1, cluster, token);
            DecisionHistory.Read(Folder, provider.FileSystem).Records.ShouldBeEmpty();
            provider.FileSystem.List(Folder).ShouldNotContain("decisions");

            await using LiveCluster ephemeral = await LiveCluster
                .Create(Topology.Create("other").Build())
                .UseProvider(provider)
                .ProvisionAsync(token);
            await EngineRun.CyclesAsync(Engine(_ => 50), 1, ephemeral, token);
        });
    }

    private static Task<DecisionHistory> RecordAsync() => RecordAsync(files => DecisionHistory.Read(Folder, files));

    /// <summary>
    /// An engine scales out, is refused twice by its cooldown and is killed; another one continues after the cooldown.
    /// </summary>
    private static async Task<T> RecordAsync<T>(Func<IFileSystem, T> read)
    {
        T? result = default;
        await using SimulationProvider provider = new() { Seed = 7 };
        DecisionEngineBuilder engine = Engine(_ => 117)
            .AddMetric("queue", (_, _) => throw new HttpRequestException("no response"))
            .WithCooldown(TimeSpan.FromMinutes(5), TimeSpan.Zero);
        await Should.ThrowAsync<ControllerKilledException>(() =>
            provider.RunAsync(async token =>
            {
                LiveCluster first = await OpenAsync(provider, isFirst: true, token);
                await EngineRun.CyclesAsync(engine, 3, first, token);
                provider.Inject(new KillController());
                await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
            })
        );
        await provider.RunAsync(async token =>
        {
            await Task.Delay(TimeSpan.FromMinutes(10), provider.Clock, token);
            await using LiveCluster second = await OpenAsync(provider, isFirst: false, token);
            await EngineRun.CyclesAsync(engine, 1, second, token);
            result = read(provider.FileSystem);
        });
        return result!;
    }

    private static DecisionEngineBuilder Engine(Func<MetricRequest, double> load) =>
        DecisionEngine
            .Create("web")
            .AddCloud("hotel", maxNodes: 20)
            .AddMetric("load", (request, _) => Task.FromResult(load(request)))
            .UseSizing(Threshold)
            .WithCycleInterval(TimeSpan.FromMinutes(1));

    private static Task<LiveCluster> OpenAsync(SimulationProvider provider, bool isFirst, CancellationToken token) =>
        isFirst
            ? LiveCluster.Create(Topology.Create("demo").Build()).UseProvider(provider).WithState(Folder).ProvisionAsync(token)
            : LiveCluster.OpenAsync(Folder, provider, token);

    private static byte[] ReadBytes(IFileSystem files) => Read(files, $"{Folder}/decisions/0000000001.jsonl");

    private static byte[] Read(IFileSystem files, string path)
    {
        using IFile file = files.Open(path, FileOpenMode.Read);
        byte[] bytes = new byte[file.Length];
        file.ReadFully(0, bytes);
        return bytes;
    }

    private sealed record Throwing : ISizingPolicy
    {
        public int StateLength => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state) => throw new InvalidOperationException("no");
    }

    private sealed class Events : IProgress<ClusterEvent>
    {
        public List<ClusterEvent> All { get; } = [];

        public void Report(ClusterEvent value) => All.Add(value);
    }

    /// <summary>A folder with one file of decisions.</summary>
    private sealed class OneFile(byte[] bytes) : IFileSystem
    {
        public IFile Open(string path, FileOpenMode mode) => new Bytes(bytes);

        public IReadOnlyList<string> List(string folder) => ["0000000001.jsonl", "notes.txt"];

        public bool CreateFolder(string folder) => throw new NotSupportedException();

        public void Rename(string path, string newPath) => throw new NotSupportedException();

        public void Delete(string path) => throw new NotSupportedException();

        public ValueTask FlushFolderAsync(string folder) => throw new NotSupportedException();

        public long GetFreeBytes(string folder) => 0;

        public bool IsAccessibleToOthers(string path) => false;

        public void RestrictPermissions(string path) { }

        public string? FindForeignOwner(string path) => null;
    }

    private sealed class Bytes(byte[] bytes) : IFile
    {
        public long Length => bytes.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, bytes.Length - (int)offset);
            bytes.AsSpan((int)offset, count).CopyTo(buffer);
            return count;
        }

        public int Append(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

        public int Write(long offset, ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

        public void Truncate(long length) => throw new NotSupportedException();

        public ValueTask FlushAsync() => throw new NotSupportedException();

        public LockOutcome TryLock() => throw new NotSupportedException();

        public bool IsSameFile(string path) => true;

        public void Dispose() { }
    }
}
