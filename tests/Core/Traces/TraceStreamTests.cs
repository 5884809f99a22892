namespace Sdk.Tests.Traces;

/// <summary>Runs that are written while they are recorded.</summary>
public class TraceStreamTests
{
    private static readonly string[] Texts = ["", "web-1", "größe 日本 \U0001F600", "</script>", "a\nb", "\0"];

    [Fact]
    public Task A_run_in_many_parts_is_read_as_the_run_in_one_part() =>
        Task.Run(() =>
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
                {
                    RunTrace whole = Record(seed, _ => Task.CompletedTask).ToTrace() with
                    {
                        Header = new RunHeader { Test = "live", Role = "live" },
                        End = new RunEnd { Outcome = "stopped" },
                    };
                    using MemoryStream file = new();
                    Random random = new(seed);
                    RunTraceAppender? writer = null;
                    EventRecorder recorder = Record(seed, recorder =>
                    {
                        writer ??= new RunTraceAppender(file, recorder, new RunHeader { Test = "live", Role = "live" });
                        return random.Next(3) == 0 ? writer.WriteAsync() : Task.CompletedTask;
                    });
                    writer ??= new RunTraceAppender(file, recorder, new RunHeader { Test = "live", Role = "live" });
                    writer.EndAsync(new RunEnd { Outcome = "stopped" }).GetAwaiter().GetResult();

                    RunTraceReadResult read = RunTraceReader.Read(file.ToArray());

                    read.Problems.ShouldBeEmpty();
                    read.Runs.ShouldHaveSingleItem().ShouldBe(whole);
                    writer.Length.ShouldBe(file.Length - 8);
                })
                .QuickCheckThrowOnFailure()
        );

    [Fact]
    public async Task A_run_in_one_part_has_the_bytes_of_a_complete_run()
    {
        RunTrace whole = Record(27, _ => Task.CompletedTask).ToTrace() with
        {
            Header = new RunHeader { Test = "live" },
            End = new RunEnd { Outcome = "stopped" },
        };
        using MemoryStream file = new();

        await new RunTraceAppender(file, Record(27, _ => Task.CompletedTask), new RunHeader { Test = "live" }).EndAsync(
            new RunEnd { Outcome = "stopped" }
        );

        file.ToArray().ShouldBe(await RecordedRun.WriteAsync(whole));
    }

    [Fact]
    public async Task Runs_are_appended_to_a_file()
    {
        using MemoryStream file = new();
        foreach (int seed in new[] { 1, 2 })
        {
            RunTraceAppender writer = new(file, Record(seed, _ => Task.CompletedTask), new RunHeader { Test = $"run {seed}" })
            {
                IsAppended = seed > 1,
            };
            await writer.WriteAsync();
        }

        RunTraceReader.Read(file.ToArray()).Runs.Select(run => (run.Header.Test, run.End)).ShouldBe([("run 1", null), ("run 2", null)]);
    }

    [Fact]
    public async Task An_ended_run_is_not_continued()
    {
        RunTraceAppender writer = new(Stream.Null, new EventRecorder(() => (TimeSpan.Zero, 0)), new RunHeader());
        await writer.EndAsync(new RunEnd());

        await Should.ThrowAsync<InvalidOperationException>(() => writer.WriteAsync());
    }

    [Fact]
    public void Events_that_were_taken_leave_the_memory_and_numbers_continue()
    {
        EventRecorder recorder = new(() => (TimeSpan.FromSeconds(1), 0));
        int node = recorder.GetSubject(new RunSubject(RunSubjectKind.Node, "web-1"));
        int call = recorder.Record(RunEventKind.Call, node, "list");
        recorder.RecordState(node, "ready");
        recorder.Take().Events.Count.ShouldBe(2);

        recorder.RecordState(node, "ready");
        recorder.GetSubjectOf(call).ShouldBe(node);
        recorder.EndAll(node, "killed", -1);
        recorder.Record(RunEventKind.Note, node, "note").ShouldBe(2);

        RunTracePart part = recorder.Take();
        (part.FirstEvent, part.Events.Count, part.Subjects.Count).ShouldBe((2, 1, 0));
        part.Ends.ShouldBe([new RunEventEnd(call, TimeSpan.FromSeconds(1), -1, "killed", "")]);
        recorder.Take().ShouldBe(new RunTracePart { FirstEvent = 3 });
        recorder.GetSubjectOf(call).ShouldBe(-1);
        Should.Throw<InvalidOperationException>(() => recorder.ToTrace());
    }

    /// <summary>Records a run of a seed. After each event, the caller may write a part.</summary>
    private static EventRecorder Record(int seed, Func<EventRecorder, Task> written)
    {
        Random random = new(seed);
        TimeSpan now = TimeSpan.Zero;
        EventRecorder recorder = new(() => (now, 0));
        List<int> subjects = [recorder.GetSubject(new RunSubject(RunSubjectKind.Run, "live"))];
        List<int> spans = [];
        for (int left = random.Next(60); left > 0; left--)
        {
            now += new TimeSpan(random.Next(10_000_000));
            string text = Texts[random.Next(Texts.Length)];
            switch (random.Next(6))
            {
                case 0:
                    subjects.Add(
                        recorder.GetSubject(new RunSubject(RunSubjectKind.Node, $"{text}{random.Next(5)}") { Parent = subjects[0] })
                    );
                    break;
                case 1:
                    recorder.RecordState(subjects[random.Next(subjects.Count)], random.Next(2) == 0 ? "ready" : "lost");
                    break;
                case 2 when recorder.Count > 0:
                    recorder.Link(random.Next(recorder.Count), random.Next(recorder.Count));
                    break;
                case 3 when spans.Count > 0:
                    int number = spans[random.Next(spans.Count)];
                    recorder.End(number, text, random.Next(-1, number), text);
                    break;
                case 4:
                    recorder.EndAll(subjects[random.Next(subjects.Count)], text, -1);
                    break;
                default:
                    bool isSpan = random.Next(2) == 0;
                    int cause = recorder.Cause;
                    int recorded = recorder.Record(
                        isSpan ? RunEventKind.Step : RunEventKind.Log,
                        subjects[random.Next(subjects.Count)],
                        text,
                        random.Next(-1, recorder.Count)
                    );
                    recorder.Cause = cause;
                    if (isSpan)
                    {
                        spans.Add(recorded);
                    }

                    break;
            }

            written(recorder).GetAwaiter().GetResult();
        }

        return recorder;
    }
}
