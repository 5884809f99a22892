namespace Sdk.Tests.Traces;

public class EventLinesTests
{
    [Fact]
    public async Task A_line_has_the_names_and_numbers_of_its_event()
    {
        RunTrace run = new()
        {
            Subjects = [new RunSubject(RunSubjectKind.Controller, "controller") { Generation = 2 }],
            Events =
            [
                new RunEvent(RunEventKind.Call, 0, new TimeSpan(1_377_300_000), "create node \"web-1\"\n")
                {
                    End = new TimeSpan(1_377_300_001),
                    Response = 1,
                    Result = "no response",
                    Step = 7,
                    Source = "ShopTests.cs:13",
                    Details = "16",
                },
                new RunEvent(RunEventKind.NodeState, 0, new TimeSpan(-5), "ready") { Cause = 0, Parent = 0 },
            ],
            Links = [new RunLink(1, 0)],
        };

        string[] lines = Encoding.UTF8.GetString(await RecordedRun.ExportAsync(RunTraceFormat.Json, run, run)).TrimEnd('\n').Split('\n');

        lines.Length.ShouldBe(4);
        lines[0]
            .ShouldBe(
                """{"run":0,"number":0,"kind":"call","subject":"controller#2","subjectKind":"controller","start":137.73,"end":137.7300001,"message":"create node \u0022web-1\u0022\n","result":"no response","response":1,"step":7,"source":"ShopTests.cs:13","details":"16"}"""
            );
        lines[3]
            .ShouldBe(
                """{"run":1,"number":1,"kind":"nodeState","subject":"controller#2","subjectKind":"controller","start":-0.0000005,"message":"ready","cause":0,"parent":0,"reads":[0]}"""
            );
    }

    [Fact]
    public async Task A_long_run_has_a_line_per_event()
    {
        RunTrace run = RecordedRun.Create(9, 5_000);

        JsonElement[] lines =
        [
            .. Encoding
                .UTF8.GetString(await RecordedRun.ExportAsync(RunTraceFormat.Json, run))
                .TrimEnd('\n')
                .Split('\n')
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
        ];

        lines.Select(line => line.GetProperty("message").GetString()).ShouldBe(run.Events.Select(item => item.Message));
        lines.Select(line => line.GetProperty("number").GetInt32()).ShouldBe(Enumerable.Range(0, run.Events.Count));
    }
}
