using System.Text.RegularExpressions;

namespace Sdk.Tests.Traces;

/// <summary>The export is read by the expressions that a user gives to ShiViz.</summary>
public partial class ShiVizTests
{
    [Fact]
    public async Task Each_line_matches_the_expression_and_clocks_of_a_host_count_its_lines()
    {
        RunTrace run = RecordedRun.Create(27, 1_000);

        string[] lines = await ExportAsync(run, run);

        lines.Count(line => Delimiter().IsMatch(line)).ShouldBe(2);
        foreach (
            IEnumerable<Line> execution in new[]
            {
                lines[1..Array.FindLastIndex(lines, Delimiter().IsMatch)],
                lines[(Array.FindLastIndex(lines, Delimiter().IsMatch) + 1)..],
            }.Select(part => part.Select(Parse))
        )
        {
            execution.Count().ShouldBeGreaterThanOrEqualTo(run.Events.Count);
            foreach (IGrouping<string, Line> host in execution.GroupBy(line => line.Host))
            {
                host.Select(line => line.Clock[host.Key]).ShouldBe(Enumerable.Range(1, host.Count()));
            }
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task One_event_precedes_another_exactly_if_a_chain_of_causes_leads_to_it(int seed)
    {
        RunTrace recorded = RecordedRun.Create(seed, 150);
        RunTrace run = recorded with { Events = [.. recorded.Events.Select((item, number) => item with { Message = $"<{number}>" })] };
        Line[] lines = [.. (await ExportAsync(run))[1..].Select(Parse)];
        Dictionary<string, int> positions = lines.Index().ToDictionary(line => Text(line.Item), line => line.Index);
        HashSet<(int, int)> precedes = [];
        for (int at = 0; at < lines.Length; at++)
        {
            int number = int.Parse(Digits().Match(lines[at].Text).Value, CultureInfo.InvariantCulture);
            bool isEnd = lines[at].Text.StartsWith("end of", StringComparison.Ordinal);
            List<int> before = [Array.FindLastIndex(lines, Math.Max(0, at - 1), line => line.Host == lines[at].Host)];
            if (at == 0)
            {
                before.Clear();
            }

            if (isEnd)
            {
                before.Add(positions[$"<{number}>"]);
                before.Add(run.Events[number].Response is var response and >= 0 ? positions[$"<{response}>"] : -1);
            }
            else if (run.Events[number].Cause is var cause and >= 0)
            {
                // What a message causes follows its arrival, if that was earlier.
                int arrival = positions.GetValueOrDefault($"end of <{cause}>", int.MaxValue);
                before.Add(arrival < at ? arrival : positions[$"<{cause}>"]);
            }

            foreach (int earlier in before.Where(earlier => earlier >= 0).ToArray())
            {
                earlier.ShouldBeLessThan(at);
                precedes.Add((earlier, at));
                precedes.UnionWith(precedes.Where(pair => pair.Item2 == earlier).Select(pair => (pair.Item1, at)).ToArray());
            }
        }

        for (int first = 0; first < lines.Length; first++)
        {
            for (int second = first + 1; second < lines.Length; second++)
            {
                bool isBefore = lines[first].Clock.All(entry => lines[second].Clock.GetValueOrDefault(entry.Key) >= entry.Value);
                isBefore.ShouldBe(precedes.Contains((first, second)), $"{lines[first].Text} and {lines[second].Text}");
            }
        }

        static string Text(Line line) => line.Text.Split(':')[0];
    }

    [Fact]
    public async Task Hostile_names_and_texts_stay_in_their_column()
    {
        RunTrace run = new()
        {
            Header = new RunHeader { Replay = "27:16 ===\nx" },
            Subjects = [new RunSubject(RunSubjectKind.Node, "a b\"}\n") { Generation = 3 }, new RunSubject(RunSubjectKind.Node, "")],
            Events =
            [
                new RunEvent(RunEventKind.Note, 0, TimeSpan.MaxValue, "} x {\"y\": 1} z\nnode {}"),
                new RunEvent(RunEventKind.Note, 1, TimeSpan.MinValue, ""),
            ],
        };

        string[] lines = await ExportAsync(run);

        lines.Length.ShouldBe(3);
        lines[0].ShouldBe("=== 1 27:16_____x ===");
        Line line = Parse(lines[1]);
        (line.Host, line.Clock["a_b___#3"], line.Text).ShouldBe(("a_b___#3", 1, ") x (\"y\": 1) z\\u000anode ()"));
        Parse(lines[2]).Host.ShouldBe("_");
    }

    [Fact]
    public async Task A_run_with_too_many_events_is_left_out_with_a_problem()
    {
        RunTrace run = new()
        {
            Subjects = [new RunSubject(RunSubjectKind.Node, "a")],
            Events = [.. Enumerable.Repeat(new RunEvent(RunEventKind.Note, 0, default, "x"), 50_001)],
        };
        using MemoryStream stream = new();

        ValueList<Problem> problems = await RunTraceExport.WriteAsync([run], RunTraceFormat.ShiViz, stream);

        problems.ShouldHaveSingleItem().Code.Id.ShouldBe("SW1011");
        stream.Length.ShouldBe(0);
    }

    private static async Task<string[]> ExportAsync(params RunTrace[] runs) =>
        Encoding.UTF8.GetString(await RecordedRun.ExportAsync(RunTraceFormat.ShiViz, runs)).TrimEnd('\n').Split('\n');

    private static Line Parse(string text)
    {
        Match match = Expression().Match(text);
        match.Success.ShouldBeTrue(text);
        DateTimeOffset.TryParse(match.Groups["date"].Value, CultureInfo.InvariantCulture, out _).ShouldBeTrue(text);
        return new Line(
            match.Groups["host"].Value,
            JsonSerializer.Deserialize<Dictionary<string, int>>(match.Groups["clock"].Value)!,
            match.Groups["event"].Value
        );
    }

    [GeneratedRegex(@"^(?<host>\S+) (?<clock>\{.*\}) (?<date>\S+) (?<event>.*)$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Expression();

    [GeneratedRegex("^=== (?<trace>.*) ===$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Delimiter();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Digits();

    private sealed record Line(string Host, Dictionary<string, int> Clock, string Text);
}
