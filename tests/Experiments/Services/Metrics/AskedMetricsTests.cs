using Experiments.Services.Tests.Flink;
using Microsoft.AspNetCore.Http;

namespace Experiments.Services.Tests.Metrics;

public class AskedMetricsTests
{
    private const string Definition =
        $"{FlinkTypeTests.Definition}flink: {{address: 'http://jobmanager:8081', jar: a.jar, savepoints: 's3://a'}}\n";

    [Fact]
    public void The_address_and_the_queries_of_metrics_are_read() =>
        Read("metrics: {address: 'http://prometheus:9090', queries: {consumed: 'sum(rate(consumed_total[10s]))', hot: max(celsius)}}\n")
            .Experiments.ShouldHaveSingleItem()
            .Metrics.ShouldBe(
                new MetricQueries("http://prometheus:9090")
                {
                    Queries = new Dictionary<string, string>
                    {
                        ["consumed"] = "sum(rate(consumed_total[10s]))",
                        ["hot"] = "max(celsius)",
                    }.ToValueMap(),
                }
            );

    [Fact]
    public void Unreadable_metric_settings_are_reported_with_their_positions() =>
        Read("metrics:\n  address: [a]\n  url: x\n  queries: {list: [1], up: sum(up)}\n")
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "join.yaml:10:12 metrics.address: found a list; use a single value",
                "join.yaml:11:3 metrics.url: unknown field; use address, queries",
                "join.yaml:12:19 metrics.queries.list: found a list; use a single value",
            ]);

    [Fact]
    public void Invalid_metric_settings_are_reported_with_their_positions() =>
        Read(
            "metrics:\n  address: prometheus:9090\n  queries:\n    Hot: sum(up)\n    lag: sum(up)\n    cold: ''\n    latency_seconds: sum(up)\n"
        )
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "join.yaml:10:12 metrics.address: 'prometheus:9090' is not an HTTP or HTTPS URL; use one, as in http://prometheus:9090",
                "join.yaml:12:10 metrics.queries.Hot: 'Hot' is not a name for a series; use 1 to 64 lower-case letters, digits and '_', a letter first",
                "join.yaml:13:10 metrics.queries.lag: each run has a series of this name; choose another one",
                "join.yaml:14:11 metrics.queries.cold: it asks for nothing; use a query in PromQL, as in sum(up)",
                "join.yaml:15:22 metrics.queries.latency_seconds: each run has a series of this name; choose another one",
            ]);

    [Fact]
    public void Metrics_without_queries_are_rejected() =>
        Read("metrics: {address: 'http://prometheus:9090'}\n")
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe(
                "join.yaml:9:10 metrics.queries: is empty; use 1 to 100, as in 'queries: {consumed: sum(rate(consumed_total[10s]))}'"
            );

    [Fact]
    public void Metric_queries_are_rejected_for_a_simulation() =>
        new ExperimentBundle(
            Encoding.UTF8.GetBytes(
                $"{Definition}metrics: {{address: 'http://prometheus:9090', queries: {{up: sum(up)}}}}\n".Replace(
                    "type: flink",
                    "type: simple",
                    StringComparison.Ordinal
                )
            )
        )
            .Read("join.yaml")
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "join.yaml:9:10 metrics: simulated runs have no Prometheus metrics; leave 'metrics' out, or run the experiment on machines or on Flink",
            ]);

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Query_values_become_series_and_a_missing_value_is_reported_once_without_ending_the_run()
    {
        // Responses of the HTTP API of Prometheus. After two queries of "gone", the connection is aborted, as if the
        // server had stopped.
        int asked = 0;
        int gone = 0;
        await using LoopbackServer prometheus = await LoopbackServer.StartAsync(async context =>
        {
            string query = (await context.Request.ReadFormAsync())["query"].ToString();
            if (query == "gone" && Interlocked.Increment(ref gone) > 2)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = query == "broken" ? 503 : 200;
            await context.Response.WriteAsync(
                query switch
                {
                    "broken" => """{"status":"error","errorType":"timeout","error":"query timed out"}""",
                    "nothing" => """{"status":"success","data":{"resultType":"vector","result":[]}}""",
                    "odd" => """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]}]}}""",
                    "gone" => """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"7"]}]}}""",
                    _ =>
                        $$$"""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"{{{Interlocked.Increment(ref asked)}}}"]}]}}""",
                }
            );
        });
        await using FlinkTest test = await FlinkTest.StartAsync(
            FlinkTest.Join with
            {
                SampleInterval = TimeSpan.FromSeconds(60),
                Metrics = new MetricQueries(prometheus.Address.AbsoluteUri)
                {
                    Queries = ((string[])["broken", "counted", "gone", "nothing", "odd"])
                        .Select(name => KeyValuePair.Create(name, name))
                        .ToValueMap(),
                },
            }
        );

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.ShouldBe(new RunResult(RunOutcome.Completed));

        // One sample a minute for eight minutes.
        history.Find("counted").Values.ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
        history.Find("gone").Values.ToArray().ShouldBe([7, 7, .. Enumerable.Repeat(double.NaN, 6)]);
        foreach (string name in (string[])["broken", "nothing", "odd"])
        {
            history.Find(name).Values.ToArray().ShouldBe(Enumerable.Repeat(double.NaN, 8), name);
        }

        HistoryEvent[] told = [.. history.Events.Where(historyEvent => historyEvent.Kind == "metric")];
        told.Select(historyEvent => historyEvent.Text.Split(':')[0])
            .ShouldBe(["broken has no value", "nothing has no value", "odd has no value", "gone has no value"]);
        told[0].Text.ShouldContain("it answered 503 (timeout): query timed out");
        told[1].Text.ShouldContain("it gives 0 values; use a query that gives one, as sum(…)");
        told[2].Text.ShouldEndWith("the reported value is not a number");
        ShouldBeTold(history);
    }

    private static void ShouldBeTold(RunHistory history)
    {
        using TemporaryFolder folder = new();
        ExperimentData data = new("join", "join") { Runs = 1, Points = [new PointData("base", ValueMap<string>.Empty, [history])] };

        TidyExport.Write(data, folder.At("tidy"));
        string written = ScalehubExport.Write(data, folder.At("reference")).ShouldHaveSingleItem();

        File.ReadAllLines(folder.At("tidy", "samples.csv"))
            .Where(line => line.Contains(",counted,", StringComparison.Ordinal))
            .ShouldContain("base,1,60,counted,,,1");
        DateTimeOffset begin = DateTimeOffset.Parse(
            history.Events.Single(historyEvent => historyEvent.Kind == "clock").Text,
            CultureInfo.InvariantCulture
        );
        (long seconds, long milliseconds) = (begin.ToUnixTimeSeconds(), begin.ToUnixTimeMilliseconds());
        File.ReadAllLines(Path.Combine(written, "export", "gone_export.csv"))
            .ShouldBe([$"gone,{seconds + 60},7", $"gone,{seconds + 120},7"]);
        File.ReadAllText(Path.Combine(written, "export", "gone_export.json"))
            .ShouldBe(
                $$"""{"metric":{"__name__":"gone"},"values":[7,7],"timestamps":[{{milliseconds + 60_000}},{{milliseconds + 120_000}}]}"""
                    + "\n"
            );
        ChartSection section = ExperimentPage
            .Create(data)
            .Sections.Single(section => section.Title == "Machines and other metrics of run 1");
        section
            .Charts.Where(chart => history.Series.Keys.Any(series => series.Metric == chart.Title))
            .Select(chart => chart.Title)
            .ShouldBe(["broken", "counted", "gone", "nothing", "odd"]);
        section
            .Charts.Single(chart => chart.Title == "counted")
            .Lines.ShouldHaveSingleItem()
            .Points.Select(point => point.Value)
            .ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    private static ExperimentDefinition Read(string more) =>
        new ExperimentBundle(Encoding.UTF8.GetBytes(Definition + more)).Read("join.yaml");
}
