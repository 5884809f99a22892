namespace Sdk.Tests.Traces;

/// <summary>The export is decoded by the field numbers of perfetto.protos.</summary>
public class PerfettoTests
{
    private static readonly RunEventKind[] Spans =
    [
        RunEventKind.Phase,
        RunEventKind.Fault,
        RunEventKind.NodeState,
        RunEventKind.Call,
        RunEventKind.Wave,
        RunEventKind.Step,
        RunEventKind.JournalWrite,
        RunEventKind.Message,
        RunEventKind.ServiceCall,
        RunEventKind.Program,
        RunEventKind.Cycle,
    ];

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Each_event_is_a_slice_an_instant_or_a_counter_value_and_slices_of_a_track_nest(int seed)
    {
        RunTrace run = RecordedRun.Create(seed, 2_000);
        Packet[] packets = Decode(await RecordedRun.ExportAsync(RunTraceFormat.Perfetto, run));
        Event[] events = [.. packets.Select(packet => packet.Event).OfType<Event>()];

        bool[] isSpan = [.. run.Events.Select(item => item.End is not null || Spans.Contains(item.Kind))];
        events.Count(item => item.Type == 1).ShouldBe(isSpan.Count(span => span));
        events.Count(item => item.Type == 4).ShouldBe(run.Events.Count(item => item.Kind == RunEventKind.Counter));
        events
            .Count(item => item.Type == 3)
            .ShouldBe(run.Events.Count - isSpan.Count(span => span) - run.Events.Count(item => item.Kind == RunEventKind.Counter));
        packets
            .Count(packet => packet.Track is not null)
            .ShouldBe(packets.Where(packet => packet.Track is not null).Select(packet => packet.Track!.Id).Distinct().Count());
        ulong[] tracks = [.. packets.Select(packet => packet.Track?.Id ?? 0).Where(id => id != 0)];
        packets.ShouldAllBe(packet => packet.Sequence == 1);
        packets.Where(packet => packet.Track is { Parent: not 0 }).ShouldAllBe(packet => tracks.Contains(packet.Track!.Parent));
        events.ShouldAllBe(item => tracks.Contains(item.Track));
        packets.Count(packet => packet.Track is { IsCounter: true }).ShouldBe(1);

        int ends = 0;
        foreach (IGrouping<ulong, Event> track in events.OrderBy(item => item.Time).GroupBy(item => item.Track))
        {
            Stack<Event> open = new();
            foreach (Event item in track.Where(item => item.Type is 1 or 2))
            {
                if (item.Type == 1)
                {
                    open.Push(item);
                    continue;
                }

                ends++;
                int number = open.Pop().Number;
                RunEvent slice = run.Events[number];
                long expected =
                    slice.Kind == RunEventKind.NodeState
                        ? run
                            .Events.Skip(number + 1)
                            .First(next => next.Kind == RunEventKind.NodeState && next.Subject == slice.Subject)
                            .Start.Ticks
                        : slice.End!.Value.Ticks;
                item.Time.ShouldBe((ulong)expected * 100);
            }

            open.ShouldAllBe(slice => run.Events[slice.Number].End == null);
        }

        ends.ShouldBe(isSpan.Index().Count(item => item.Item && (run.Events[item.Index].End is not null || HasNextState(run, item.Index))));
    }

    [Fact]
    public async Task Arrows_lead_from_a_call_over_its_effect_to_its_response_and_end_there()
    {
        RunTrace run = RecordedRun.Create(5, 2_000);

        Event[] events =
        [
            .. Decode(await RecordedRun.ExportAsync(RunTraceFormat.Perfetto, run)).Select(packet => packet.Event).OfType<Event>(),
        ];

        ILookup<ulong, Event> starts = events
            .SelectMany(item => item.Flows.Select(flow => (flow, item)))
            .ToLookup(pair => pair.flow, pair => pair.item);
        Dictionary<ulong, Event> ends = events
            .SelectMany(item => item.FlowEnds.Select(flow => (flow, item)))
            .ToDictionary(pair => pair.flow, pair => pair.item);
        ends.Keys.Order().ShouldBe(starts.Select(group => group.Key).Order());
        ends.Count.ShouldBeGreaterThan(100);
        foreach ((ulong flow, Event end) in ends)
        {
            starts[flow].ShouldAllBe(item => item.Time <= end.Time);
        }

        foreach ((int number, RunEvent call) in run.Events.Index().Where(item => item.Item.Response >= 0))
        {
            ulong flow = events.Single(item => item.Type == 1 && item.Number == number).Flows.ShouldHaveSingleItem();
            ends[flow].Number.ShouldBe(call.Response);
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Counters_have_the_values_of_their_events_on_the_track_of_their_metric(int seed)
    {
        RunTrace run = RecordedRun.Create(seed, 2_000);
        Packet[] packets = Decode(await RecordedRun.ExportAsync(RunTraceFormat.Perfetto, run));
        Track[] tracks = [.. packets.Select(packet => packet.Track).OfType<Track>()];

        (ulong, string, double)[] values =
        [
            .. packets
                .Select(packet => packet.Event)
                .OfType<Event>()
                .Where(item => item.Type == 4)
                .Select(item => (item.Time, tracks.Single(track => track.Id == item.Track && track.IsCounter).Name, item.Value!.Value)),
        ];

        values.ShouldNotBeEmpty();
        values.ShouldBe(
            run.Events.Where(item => item.Kind == RunEventKind.Counter)
                .Select(item =>
                    (
                        (ulong)item.Start.Ticks * 100,
                        $"{run.Subjects[item.Subject]}",
                        double.Parse(item.Message, CultureInfo.InvariantCulture)
                    )
                )
        );
        packets.Select(packet => packet.Event).OfType<Event>().Where(item => item.Type != 4).ShouldAllBe(item => item.Value == null);
    }

    [Fact]
    public async Task Values_of_a_counter_are_any_finite_numbers_and_other_texts_are_instants()
    {
        string[] messages = ["0", "-1.5", "1E+300", "0.1", "9007199254740993", "-0", "NaN", "Infinity", "12 requests", ""];
        RunTrace run = new()
        {
            Subjects = [new RunSubject(RunSubjectKind.Metric, "load")],
            Events = [.. messages.Select((message, at) => new RunEvent(RunEventKind.Counter, 0, new TimeSpan(at), message))],
        };

        Event[] events =
        [
            .. Decode(await RecordedRun.ExportAsync(RunTraceFormat.Perfetto, run)).Select(packet => packet.Event).OfType<Event>(),
        ];

        events.Select(item => item.Value).ShouldBe([0, -1.5, 1E+300, 0.1, 9007199254740992, -0.0, null, null, null, null]);
        events.Select(item => item.Type).ShouldBe([4, 4, 4, 4, 4, 4, 3, 3, 3, 3]);
    }

    [Fact]
    public async Task Tracks_are_in_the_order_of_their_subjects()
    {
        RunTrace run = RecordedRun.Create(4, 2_000);
        Packet[] packets = Decode(await RecordedRun.ExportAsync(RunTraceFormat.Perfetto, run, run));
        Track[] tracks = [.. packets.Select(packet => packet.Track).OfType<Track>()];

        Track[] runs = [.. tracks.Where(track => track.Parent == 0)];
        runs.Select(track => (track.Name[..5], track.Rank)).ShouldBe([("run 1", 0), ("run 2", 1)]);
        tracks.Where(track => !track.IsCounter).ShouldAllBe(track => track.ChildOrder == 3);
        tracks.Where(track => track.IsCounter).ShouldAllBe(track => track.ChildOrder == 0);
        foreach (Track one in runs)
        {
            int[] roots = [.. Enumerable.Range(0, run.Subjects.Count).Where(index => run.Subjects[index].Parent < 0)];
            GetChildren(tracks, one).ShouldBe(roots.Select(index => $"{run.Subjects[index]}"));
            Track group = tracks.Single(track => track.Parent == one.Id && track.Name == "web");
            GetChildren(tracks, group).ShouldBe(Enumerable.Range(1, 20).Select(node => $"web-{node}"));
            Track controller = tracks.Single(track => track.Parent == one.Id && track.Name == "controller");
            int rows = tracks.Count(track => track.Parent == controller.Id) - 1;
            rows.ShouldBeGreaterThan(10);
            GetChildren(tracks, controller).ShouldBe([.. Enumerable.Range(2, rows).Select(row => $"controller row {row}"), "state"]);
        }
    }

    private static string[] GetChildren(Track[] tracks, Track parent) =>
        [.. tracks.Where(track => track.Parent == parent.Id).OrderBy(track => track.Rank).Select(track => track.Name)];

    [Fact]
    public async Task An_event_has_its_name_and_values()
    {
        RunTrace run = new()
        {
            Subjects = [new RunSubject(RunSubjectKind.Controller, "controller") { Generation = 2 }],
            Events =
            [
                new RunEvent(RunEventKind.Note, 0, new TimeSpan(-50), "restarted")
                {
                    Step = 7,
                    Details = "by a fault",
                    Source = "ShopTests.cs:13",
                },
            ],
        };

        Packet[] packets = Decode(await RecordedRun.ExportAsync(RunTraceFormat.Perfetto, run));

        packets.Select(packet => packet.Track?.Name).ShouldBe(["run 1", "controller#2", null]);
        Event item = packets[2].Event!;
        (item.Name, item.Category, item.Time).ShouldBe(("restarted", "note", 0ul));
        item.Values.ShouldBe(
            new Dictionary<string, string>
            {
                ["number"] = "0",
                ["step"] = "7",
                ["cause"] = "-1",
                ["parent"] = "-1",
                ["source"] = "ShopTests.cs:13",
                ["details"] = "by a fault",
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Spans_beyond_the_limit_of_rows_are_instants()
    {
        RunTrace run = new()
        {
            Subjects = [new RunSubject(RunSubjectKind.Controller, "c")],
            Events =
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(number => new RunEvent(RunEventKind.Call, 0, new TimeSpan(number), "call")
                    {
                        End = new TimeSpan(1_000 + number),
                    }),
            ],
        };

        Event[] events =
        [
            .. Decode(await RecordedRun.ExportAsync(RunTraceFormat.Perfetto, run)).Select(packet => packet.Event).OfType<Event>(),
        ];

        events.Count(item => item.Type == 1).ShouldBe(256);
        events.Count(item => item.Type == 2).ShouldBe(256);
        events.Count(item => item.Type == 3).ShouldBe(44);
    }

    private static bool HasNextState(RunTrace run, int number) =>
        run.Events[number].Kind == RunEventKind.NodeState
        && run.Events.Skip(number + 1).Any(next => next.Kind == RunEventKind.NodeState && next.Subject == run.Events[number].Subject);

    private static Packet[] Decode(byte[] bytes) =>
        [
            .. Fields(bytes)
                .Select(packet =>
                {
                    packet.Field.ShouldBe(1);
                    (int Field, ulong Number, byte[] Bytes)[] fields = [.. Fields(packet.Bytes)];
                    return new Packet(
                        fields.Single(field => field.Field == 10).Number,
                        fields.Where(field => field.Field == 60).Select(field => DecodeTrack(field.Bytes)).SingleOrDefault(),
                        fields
                            .Where(field => field.Field == 11)
                            .Select(field => DecodeEvent(field.Bytes, fields.Single(time => time.Field == 8).Number))
                            .SingleOrDefault()
                    );
                }),
        ];

    private static Track DecodeTrack(byte[] bytes)
    {
        Dictionary<int, (ulong Number, byte[] Bytes)> fields = Fields(bytes)
            .ToDictionary(field => field.Field, field => (field.Number, field.Bytes));
        return new Track(
            fields[1].Number,
            fields.TryGetValue(5, out (ulong Number, byte[]) parent) ? parent.Number : 0,
            Encoding.UTF8.GetString(fields[2].Bytes),
            fields.ContainsKey(8),
            fields.TryGetValue(11, out (ulong Number, byte[]) order) ? order.Number : 0,
            fields.TryGetValue(12, out (ulong Number, byte[]) rank) ? (int)rank.Number : -1
        );
    }

    private static Event DecodeEvent(byte[] bytes, ulong time)
    {
        (int Field, ulong Number, byte[] Bytes)[] fields = [.. Fields(bytes)];
        Dictionary<string, string> values = fields
            .Where(field => field.Field == 4)
            .Select(field => Fields(field.Bytes).ToArray())
            .ToDictionary(
                annotation => Encoding.UTF8.GetString(annotation.Single(field => field.Field == 10).Bytes),
                annotation =>
                    annotation.Single(field => field.Field != 10) is { Field: 4 } number
                        ? $"{unchecked((long)number.Number)}"
                        : Encoding.UTF8.GetString(annotation.Single(field => field.Field == 6).Bytes)
            );
        return new Event(
            time,
            fields.Single(field => field.Field == 9).Number,
            fields.Single(field => field.Field == 11).Number,
            Encoding.UTF8.GetString(fields.SingleOrDefault(field => field.Field == 23).Bytes ?? []),
            Encoding.UTF8.GetString(fields.SingleOrDefault(field => field.Field == 22).Bytes ?? []),
            [.. fields.Where(field => field.Field == 47).Select(field => field.Number)],
            [.. fields.Where(field => field.Field == 48).Select(field => field.Number)],
            fields
                .Where(field => field.Field == 44)
                .Select(field => (double?)BitConverter.UInt64BitsToDouble(field.Number))
                .SingleOrDefault(),
            values
        );
    }

    private static IEnumerable<(int Field, ulong Number, byte[] Bytes)> Fields(byte[] bytes)
    {
        for (int at = 0; at < bytes.Length; )
        {
            ulong tag = Varint(bytes, ref at);
            int field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return (field, Varint(bytes, ref at), []);
                    break;
                case 1:
                    yield return (field, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), []);
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(bytes, ref at);
                    yield return (field, 0, bytes[at..(at + length)]);
                    at += length;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }
        }
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7F) << shift;
            if (bytes[at++] < 0x80)
            {
                return value;
            }
        }
    }

    private sealed record Packet(ulong Sequence, Track? Track, Event? Event);

    private sealed record Track(ulong Id, ulong Parent, string Name, bool IsCounter, ulong ChildOrder, int Rank);

    private sealed record Event(
        ulong Time,
        ulong Type,
        ulong Track,
        string Name,
        string Category,
        ulong[] Flows,
        ulong[] FlowEnds,
        double? Value,
        Dictionary<string, string> Values
    )
    {
        public int Number => int.Parse(Values["number"], CultureInfo.InvariantCulture);
    }
}
