using System.IO.Compression;

namespace Sdk.Tests.Traces;

/// <summary>The format of docs/reference/trace-format.md.</summary>
public class TraceFileTests
{
    private static readonly string[] Roles = ["failing", "passing"];

    [Fact]
    public Task Any_run_is_equal_after_it_is_written_and_read() =>
        Task.Run(() =>
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), ArbMap.Default.ArbFor<NonNull<string>>(), (seed, text) =>
                {
                    Random random = new(seed);
                    string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
                    RunTrace[] runs = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RecordedRun.CreateArbitrary(random, valid))];

                    RunTraceReadResult read = RunTraceReader.Read(RecordedRun.WriteAsync(runs).GetAwaiter().GetResult());

                    read.Problems.ShouldBeEmpty();
                    read.Runs.ShouldBe(runs);
                })
                .QuickCheckThrowOnFailure()
        );

    [Fact]
    public async Task A_recorded_run_with_many_blocks_is_equal_after_it_is_written_and_read()
    {
        RunTrace[] runs = [RecordedRun.Create(27, 10_000), RecordedRun.Create(28, 5)];

        RunTraceReadResult read = RunTraceReader.Read(await RecordedRun.WriteAsync(runs));

        read.Problems.ShouldBeEmpty();
        read.Runs.ShouldBe(runs);
    }

    [Fact]
    public async Task The_same_run_gives_the_same_bytes()
    {
        byte[] first = await RecordedRun.WriteAsync(RecordedRun.Create(27, 500));

        (await RecordedRun.WriteAsync(RecordedRun.Create(27, 500))).ShouldBe(first);
        (await RecordedRun.WriteAsync([.. RunTraceReader.Read(first).Runs])).ShouldBe(first);
    }

    [Fact]
    public async Task An_event_needs_at_most_60_bytes()
    {
        RunTrace run = RecordedRun.Create(27, 20_000);

        byte[] bytes = await RecordedRun.WriteAsync(run);

        ((double)bytes.Length / run.Events.Count).ShouldBeLessThan(60);
    }

    /// <summary>Bytes by hand, from the page.</summary>
    [Fact]
    public async Task The_bytes_are_those_of_the_page()
    {
        RunTrace run = new()
        {
            Header = new RunHeader
            {
                Test = "T",
                Replay = "27:16",
                Role = "failing",
                Epoch = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
            },
            Subjects = [new RunSubject(RunSubjectKind.Controller, "c") { Generation = 1 }],
            Events =
            [
                new RunEvent(RunEventKind.Call, 0, new TimeSpan(300), "list")
                {
                    Step = 2,
                    End = new TimeSpan(500),
                    Response = 1,
                    Result = "no",
                    Source = "A.cs:1",
                },
                new RunEvent(RunEventKind.Effect, 0, new TimeSpan(299), "list")
                {
                    Step = 3,
                    Cause = 0,
                    Parent = 0,
                },
            ],
            Links = [new RunLink(1, 0)],
            End = new RunEnd
            {
                Outcome = "passed",
                At = new TimeSpan(500),
                Step = 3,
            },
        };
        byte[] expected =
        [
            .. "SWTRACE\u0001"u8,
            .. Block(
                1,
                """{"version":1,"test":"T","seed":"27","replay":"27:16","role":"failing","command":"","epoch":"2000-01-01T00:00:00Z","faults":{"kept":[],"removed":[]},"product":""}"""u8
            ),
            .. Block(2, [1, 1, (byte)'c']),
            .. Block(3, [1, 2, 0, 1, 1]),
            .. Block(2, [3, 4, .. "list"u8, 2, .. "no"u8, 6, .. "A.cs:1"u8]),
            .. Block(4, [2, 0x20 | 0x80 | 4, 0xD8, 4, 4, 0, 0, 2, 0xC8, 1, 2, 3, 4, 0, 0x40 | 5, 1, 2, 1, 0, 2, 1]),
            .. Block(6, [1, 1, 0]),
            .. Block(
                9,
                """{"outcome":"passed","phase":"","exception":"","message":"","frames":[],"at":500,"step":3,"events":2,"dropped":0,"hash":""}"""u8
            ),
        ];

        (await RecordedRun.WriteAsync(run)).ShouldBe(expected);
        RunTraceReader.Read(expected).Runs.ShouldBe([run]);
    }

    [Fact]
    public void The_checksum_is_that_of_RFC_3720() => Checksum("123456789"u8).ShouldBe(0xE3069283);

    [Fact]
    public void An_end_that_was_recorded_later_completes_its_span()
    {
        byte[] bytes =
        [
            .. "SWTRACE\u0001"u8,
            .. Block(1, "{}"u8),
            .. Block(2, [1, 2, .. "no"u8]),
            .. Block(3, [1, 2, 0, 0, 0]),
            .. Block(4, [2, 4, 10, 0, 0, 0, 0, 5, 4, 0, 1, 0, 0]),
            .. Block(5, [1, 0, 20, 2, 1]),
        ];

        RunTrace run = RunTraceReader.Read(bytes).Runs.ShouldHaveSingleItem();

        run.End.ShouldBeNull();
        run.Events[0]
            .ShouldBe(
                new RunEvent(RunEventKind.Call, 0, new TimeSpan(5), "")
                {
                    End = new TimeSpan(20),
                    Response = 1,
                    Result = "no",
                }
            );
    }

    [Fact]
    public async Task Blocks_of_unknown_types_are_skipped()
    {
        byte[] bytes = await RecordedRun.WriteAsync(RecordedRun.Create(27, 50));
        byte[] longer = [.. bytes[..8], .. Block(77, "future"u8), .. bytes[8..]];

        RunTraceReader.Read(longer).ShouldBe(RunTraceReader.Read(bytes));
    }

    [Fact]
    public async Task A_file_that_is_cut_off_at_any_byte_has_all_events_before_that()
    {
        RunTrace[] runs = [.. Roles.Select((role, index) => RecordedRun.Create(index, 60) with { Header = new RunHeader { Role = role } })];
        byte[] bytes = await RecordedRun.WriteAsync(runs);
        int known = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            RunTraceReadResult read = RunTraceReader.Read(bytes.AsSpan(0, length), "a.swtrace");

            read.Problems.Count.ShouldBeLessThanOrEqualTo(1);
            read.Problems.ShouldAllBe(problem =>
                length == 0 ? problem.Code.Id == "SW1012" : problem.Code.Id == "SW7102" && problem.Severity == ProblemSeverity.Warning
            );
            int events = read.Runs.Sum(run => run.Events.Count);
            events.ShouldBeGreaterThanOrEqualTo(known);
            known = events;
            foreach ((RunTrace run, RunTrace whole) in read.Runs.Zip(runs))
            {
                run.Events.ShouldBe(whole.Events.Take(run.Events.Count));
                (run.End == whole.End || run.End is null).ShouldBeTrue();
            }
        }

        known.ShouldBe(runs.Sum(run => run.Events.Count));
    }

    [Fact]
    public async Task A_changed_bit_of_a_content_or_checksum_is_a_problem_and_none_leads_to_an_exception()
    {
        RunTrace run = RecordedRun.Create(3, 40);
        byte[] bytes = await RecordedRun.WriteAsync(run);
        HashSet<int> frames = [.. Frames(bytes)];
        for (int at = 0; at < bytes.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                RunTraceReadResult read = RunTraceReader.Read(bytes);
                bytes[at] ^= (byte)(1 << bit);

                if (!frames.Contains(at))
                {
                    read.Problems.ShouldHaveSingleItem();
                }

                read.Runs.ShouldAllBe(one => one.Events.Count <= run.Events.Count);
            }
        }
    }

    [Fact]
    public Task Any_content_behind_a_correct_checksum_is_read_or_is_a_problem() =>
        Task.Run(() =>
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
                {
                    Random random = new(seed);
                    byte[] bytes = RecordedRun.WriteAsync(RecordedRun.Create(seed, random.Next(1, 30))).GetAwaiter().GetResult();
                    List<byte> damaged = [.. bytes[..8]];
                    foreach ((byte type, byte[] payload) in Blocks(bytes))
                    {
                        for (int change = random.Next(3); change > 0 && payload.Length > 0; change--)
                        {
                            payload[random.Next(payload.Length)] = (byte)random.Next(256);
                        }

                        damaged.AddRange(Block(random.Next(9) == 0 ? (byte)random.Next(10) : type, payload));
                    }

                    RunTraceReadResult read = RunTraceReader.Read(damaged.ToArray());

                    // All that is read follows the rules of the writer, and can be exported.
                    RecordedRun.WriteAsync([.. read.Runs]).GetAwaiter().GetResult().Length.ShouldBeGreaterThan(0);
                    foreach (RunTraceFormat format in Enum.GetValues<RunTraceFormat>())
                    {
                        _ = RecordedRun.ExportAsync(format, [.. read.Runs]).GetAwaiter().GetResult();
                    }
                })
                .Check(Config.QuickThrowOnFailure.WithMaxTest(500))
        );

    [Theory]
    [InlineData(2, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(2, new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(2, new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(3, new byte[] { 1, 2, 1, 0, 0 })]
    [InlineData(3, new byte[] { 1, 99, 0, 0, 0 })]
    [InlineData(3, new byte[] { 1, 2, 0, 0, 9 })]
    [InlineData(4, new byte[] { 1, 18, 0, 0, 0, 0, 0 })]
    [InlineData(5, new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(6, new byte[] { 1, 0, 0 })]
    [InlineData(6, new byte[] { 0, 0 })]
    public void Numbers_that_refer_to_nothing_are_a_problem(byte type, byte[] payload)
    {
        byte[] bytes = [.. "SWTRACE\u0001"u8, .. Block(1, "{}"u8), .. Block(type, payload)];

        RunTraceReadResult read = RunTraceReader.Read(bytes, "a.swtrace");

        read.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith("a.swtrace: the block at offset 16 is damaged: ");
        read.Problems[0].Code.Id.ShouldBe("SW7101");
        read.Runs.ShouldHaveSingleItem();
    }

    [Theory]
    [
        InlineData("[]"),
        InlineData("null"),
        InlineData(""),
        InlineData("{\"test\":1}"),
        InlineData("{\"faults\":{\"kept\":[{\"at\":\"x\"}]}}"),
        InlineData("{\"epoch\":\"yesterday\"}")
    ]
    [InlineData("{\"faults\":null}")]
    public void Invalid_JSON_of_a_run_is_a_problem(string json) =>
        RunTraceReader
            .Read([.. "SWTRACE\u0001"u8, .. Block(1, Encoding.UTF8.GetBytes(json))])
            .Problems.ShouldHaveSingleItem()
            .Code.Id.ShouldBe("SW7101");

    [Fact]
    public void Deeply_nested_JSON_is_a_problem() =>
        RunTraceReader
            .Read([.. "SWTRACE\u0001"u8, .. Block(1, Encoding.UTF8.GetBytes($"{{\"other\":{new string('[', 100_000)}"))])
            .Problems.ShouldHaveSingleItem();

    [Fact]
    public void A_run_with_another_number_of_events_than_it_reports_is_damaged() =>
        RunTraceReader
            .Read([.. "SWTRACE\u0001"u8, .. Block(1, "{}"u8), .. Block(9, "{\"events\":1}"u8)])
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldContain("the run has 1 events, but 0 are in the file");

    [Fact]
    public void Newer_versions_are_refused_by_file_and_by_run()
    {
        RunTraceReader.Read("SWTRACE\u0002..."u8).Problems.ShouldHaveSingleItem().Code.Id.ShouldBe("SW7103");
        RunTraceReader
            .Read([.. "SWTRACE\u0001"u8, .. Block(1, "{\"version\":2}"u8)])
            .Problems.ShouldHaveSingleItem()
            .Code.Id.ShouldBe("SW7103");
    }

    [
        Theory,
        InlineData(""),
        InlineData("\n"),
        InlineData("SWTRACK."),
        InlineData("<html><script id=\"other\">AAAA</script>"),
        InlineData("<script id=\"trace\">?</script>"),
        InlineData("<script <script <script")
    ]
    public void Another_file_is_no_trace(string text) =>
        RunTraceReader.Read(Encoding.UTF8.GetBytes(text)).Problems.ShouldHaveSingleItem().Code.Id.ShouldBe("SW1012");

    [Fact]
    public async Task A_missing_file_and_a_folder_are_problems()
    {
        (await RunTraceReader.ReadAsync("none.swtrace"))
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldStartWith("none.swtrace: the file does not exist");
        (await RunTraceReader.ReadAsync(AppContext.BaseDirectory)).Problems.ShouldHaveSingleItem().Code.Id.ShouldBe("SW1012");
    }

    [Fact]
    public async Task A_page_contains_a_trace()
    {
        RunTrace run = RecordedRun.Create(27, 300);
        string page = Page(await RecordedRun.WriteAsync(run));

        using MemoryStream stream = new(Encoding.UTF8.GetBytes(page));
        RunTraceReadResult read = await RunTraceReader.ReadAsync(stream);

        read.Problems.ShouldBeEmpty();
        read.Runs.ShouldBe([run]);
        RunTraceReader.Read(Encoding.UTF8.GetBytes(page[..(page.Length / 2)])).Problems.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_page_that_decompresses_to_more_than_the_limit_is_refused() =>
        RunTraceReader
            .Read(Encoding.UTF8.GetBytes(Page(new byte[RunTraceReader.MaxBytes + 1])))
            .Problems.ShouldHaveSingleItem()
            .Code.Id.ShouldBe("SW1011");

    [Fact]
    public async Task A_lone_surrogate_is_replaced()
    {
        RunTrace run = new()
        {
            Header = new RunHeader { Test = "a\uD800b" },
            Subjects = [new RunSubject(RunSubjectKind.Node, "\uDC00")],
        };

        RunTrace read = RunTraceReader.Read(await RecordedRun.WriteAsync(run)).Runs.ShouldHaveSingleItem();

        read.Header.Test.ShouldBe("a\uFFFDb");
        read.Subjects[0].Name.ShouldBe("\uFFFD");
    }

    [Fact]
    public async Task A_run_that_refers_to_nothing_is_not_written()
    {
        RunTrace run = RecordedRun.Create(1, 20);
        RunEvent first = run.Events[0];
        RunEvent[] wrong =
        [
            first with
            {
                Subject = 99,
            },
            first with
            {
                Subject = -1,
            },
            first with
            {
                Cause = 0,
            },
            first with
            {
                Parent = 3,
            },
            first with
            {
                Kind = (RunEventKind)19,
            },
            first with
            {
                End = TimeSpan.Zero,
                Response = 50,
            },
            first with
            {
                End = TimeSpan.Zero,
                Response = 0,
            },
            first with
            {
                End = null,
                Result = "no",
            },
            first with
            {
                End = new TimeSpan(-1),
            },
        ];

        foreach (RunEvent item in wrong)
        {
            await Should.ThrowAsync<ArgumentException>(() => RecordedRun.WriteAsync(run with { Events = [item, .. run.Events.Skip(1)] }));
            await Should.ThrowAsync<ArgumentException>(() =>
                RecordedRun.ExportAsync(RunTraceFormat.Json, run with { Events = [item, .. run.Events.Skip(1)] })
            );
        }

        await Should.ThrowAsync<ArgumentException>(() => RecordedRun.WriteAsync(run with { Links = [new RunLink(0, 99)] }));
        await Should.ThrowAsync<ArgumentException>(() =>
            RecordedRun.WriteAsync(run with { Subjects = [new RunSubject(RunSubjectKind.Run, "") { Parent = 0 }] })
        );
    }

    private static string Page(byte[] file)
    {
        using MemoryStream deflated = new();
        using (DeflateStream deflating = new(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflating.Write(file);
        }

        return $"<!doctype html><script>a > b</script><body>\n<script type=\"application/octet-stream\" id=\"trace\">\n{Convert.ToBase64String(deflated.ToArray(), Base64FormattingOptions.InsertLineBreaks)}\n</script></body>";
    }

    private static byte[] Block(byte type, ReadOnlySpan<byte> payload) =>
        [type, .. Varint(payload.Length), .. payload, .. BitConverter.GetBytes(Checksum(payload))];

    private static List<byte> Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }

    /// <summary>CRC-32C by its polynomial, bit by bit.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum & 1) == 0 ? checksum >> 1 : (checksum >> 1) ^ 0x82F63B78;
            }
        }

        return ~checksum;
    }

    private static List<(byte Type, byte[] Payload)> Blocks(byte[] bytes)
    {
        List<(byte, byte[])> blocks = [];
        for (int at = 8; at < bytes.Length; )
        {
            (int start, int length) = Payload(bytes, at);
            blocks.Add((bytes[at], bytes[start..(start + length)]));
            at = start + length + 4;
        }

        return blocks;
    }

    /// <summary>Returns the positions of types and lengths, which no checksum covers.</summary>
    private static IEnumerable<int> Frames(byte[] bytes)
    {
        for (int at = 8; at < bytes.Length; )
        {
            (int start, int length) = Payload(bytes, at);
            for (; at < start; at++)
            {
                yield return at;
            }

            at += length + 4;
        }
    }

    private static (int Start, int Length) Payload(byte[] bytes, int at)
    {
        int length = 0;
        int shift = 0;
        do
        {
            length |= (bytes[++at] & 0x7F) << shift;
            shift += 7;
        } while (bytes[at] >= 0x80);

        return (at + 1, length);
    }
}
