namespace Experiments.Services.Tests;

/// <summary>Two small experiments, and what the queries of the documentation return for them.</summary>
internal static class KnownHistories
{
    private static readonly SeriesKey[] Series = [new("throughput", ""), new("busy", "join")];

    public static ExperimentData Join { get; } =
        new("join-001", "join")
        {
            WarmUpPeriod = TimeSpan.FromSeconds(10),
            CoolDownPeriod = TimeSpan.FromSeconds(1.5),
            Runs = 3,
            Points =
            [
                Point(
                    "2",
                    Run(1, RunOutcome.Completed, "", ["12 pico-1 lost", "15 pico-1 back"], (5, 1), (10, 100), (20, double.NaN), (30, 200)),
                    Run(2, RunOutcome.Completed, "", [], (10, 200), (20, 300)),
                    Run(3, RunOutcome.Failed, "the broker \0 \"crashed\"", [], (10, 9999))
                ),
                Point(
                    "4",
                    Run(
                        1,
                        RunOutcome.Completed,
                        "",
                        ["11 pico-1 lost", "22 pico-2 lost", "22.5 pico-1 back"],
                        (5, 5000),
                        (10, 400),
                        (20, 500)
                    ),
                    HistoryReader.Read([], 2)
                ) with
                {
                    WarmUpPeriod = TimeSpan.FromSeconds(6),
                },
            ],
        };

    public static ExperimentData[] All { get; } =
    [Join, Join with { Name = "other-001", Points = [Point("2", Run(1, RunOutcome.Completed, "", ["1 pico-9 lost"], (10, 7)))] }];

    /// <summary>Queries of the documentation, in order, with the rows that follow from the samples and events above.</summary>
    public static IEnumerable<(string Sql, string[] Rows)> Queries { get; } =
        Documented()
            .Zip<string, string[]>([
                // Of cpu=2, run 1 has (100 + 200) / 2 = 150 after its warm-up, and run 2 has 250.
                ["cpu=2|2|200", "cpu=4|1|450"],
                ["4|450"],
                ["join-001|cpu=2|3|failed|the broker \\0 \"crashed\"", "join-001|cpu=4|2|unfinished|"],
                ["cpu=2|1|pico-1|12|3", "cpu=4|1|pico-1|11|11.5", "cpu=4|1|pico-2|22|"],
                [
                    "5|busy|join|-1|0.5",
                    "5|throughput||-1|1",
                    "10|busy|join|-1|50",
                    "10|throughput||-1|100",
                    "20|busy|join|-1|",
                    "20|throughput||-1|",
                    "30|busy|join|-1|100",
                    "30|throughput||-1|200",
                ],
            ]);

    private static string[] Documented()
    {
        string page = File.ReadAllText(Repository.At("docs", "reference", "experiment-parts.md"));
        string[] queries =
        [
            .. DocumentBlock.ReadAll("experiment-parts.md", page).Where(block => block.Language == "sql").Select(block => block.Text),
        ];
        queries.Length.ShouldBe(5);
        return queries;
    }

    private static PointData Point(string cpu, params RunHistory[] runs) =>
        new($"cpu={cpu}", ValueMap<string>.Empty.With("cpu", cpu), runs);

    /// <param name="events">Each is a time in seconds, a node, and <c>lost</c> or <c>back</c>.</param>
    private static RunHistory Run(
        int number,
        RunOutcome outcome,
        string reason,
        string[] events,
        params (double At, double Throughput)[] samples
    )
    {
        using MemoryStream file = new();
        using HistoryWriter writer = new(file);
        writer.RecordEvent(new HistoryEvent(TimeSpan.Zero, "load", "begins"));
        foreach ((double at, double throughput) in samples)
        {
            writer.RecordSample(TimeSpan.FromSeconds(at), [.. Series], [throughput, throughput / 2]);
        }

        foreach (string[] words in events.Select(text => text.Split(' ')))
        {
            TimeSpan at = TimeSpan.FromSeconds(double.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture));
            writer.RecordEvent(
                new HistoryEvent(at, "node", $"{words[1]} is {words[2]}") { Node = words[1], IsNodeUp = words[2] == "back" }
            );
        }

        writer.End(outcome, reason);
        return HistoryReader.Read(file.ToArray(), number);
    }
}
