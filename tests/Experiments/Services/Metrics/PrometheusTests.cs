using Microsoft.AspNetCore.Http;
using Scalewright.Decisions;

namespace Experiments.Services.Tests.Metrics;

public class PrometheusTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [MachineFact("prometheus")]
    public async Task The_real_Prometheus_scrapes_a_run_and_returns_the_recorded_values()
    {
        using TemporaryFolder folder = new();
        LiveMetrics metrics = new();
        await using MetricsEndpoint endpoint = MetricsEndpoint.Start(metrics);

        // A scrape may take as long as the interval; a late one would leave a gap.
        string config = folder.Write(
            "prometheus.yml",
            $$"""
            global: {scrape_interval: 5s}
            scrape_configs:
              - job_name: experiment
                authorization: {credentials: {{endpoint.Token}}}
                static_configs: [{targets: ['{{endpoint.Address.Authority}}']}]

            """
        );
        using LiveRun run = metrics.AddRun("join-001", "base", 2, new Nobody());
        run.RecordEvent(new HistoryEvent(TimeSpan.Zero, "load", "begins"));
        run.RecordSample(
            TimeSpan.FromSeconds(5),
            [
                new("throughput", ""),
                new("numRecordsInPerSecond", "jo\"in\\\n"),
                new("numRecordsInPerSecond", "jo\"in\\\n", 0),
                new("lag", ""),
            ],
            [2500.25, 980, 490, double.NaN]
        );
        await using RealServer server = await RealServer.StartAsync(
            "prometheus",
            folder.Root,
            port => [$"--config.file={config}", $"--storage.tsdb.path={folder.At("data")}", $"--web.listen-address=127.0.0.1:{port}"],
            port => RealServer.AnswersAsync($"http://127.0.0.1:{port}/-/ready")
        );
        using PrometheusClient client = new(
            new HttpServiceOptions(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}")))
        );

        await RealServer.UntilAsync(async () => (await client.QueryAsync("scalewright_throughput")).Count == 1, "it is scraped");

        MetricSeries throughput = (await client.QueryAsync("scalewright_throughput")).ShouldHaveSingleItem();
        throughput.Labels["experiment"].ShouldBe("join-001");
        throughput.Labels["run"].ShouldBe("2");
        throughput.Points[0].Value.ShouldBe(2500.25);
        (await client.QueryAsync("scalewright_num_records_in_per_second")).ShouldHaveSingleItem().Labels["task"].ShouldBe("jo\"in\\\n");
        (await client.QueryAsync("scalewright_num_records_in_per_second_of_instance{instance_index=\"0\"}"))
            .ShouldHaveSingleItem()
            .Points[0]
            .Value.ShouldBe(490);
        (await client.QueryAsync("scalewright_events_total{kind=\"load\"}")).ShouldHaveSingleItem().Points[0].Value.ShouldBe(1);
        (await client.QueryAsync("scalewright_lag_records")).ShouldHaveSingleItem().Points[0].Value.ShouldBe(double.NaN);
        (await client.QueryAsync("1 / 0")).ShouldHaveSingleItem().Points[0].Value.ShouldBe(double.PositiveInfinity);
        (await client.QueryAsync("no_such_metric")).ShouldBeEmpty();

        HttpServiceException bad = await Should.ThrowAsync<HttpServiceException>(() => client.QueryAsync("sum("));
        (bad.ErrorCode, bad.Status, bad.IsTransient).ShouldBe(("bad_data", 400, false));
        MetricReading reading = await new PrometheusMetricSource(client, "consumed", "sum(scalewright_throughput)").ReadAsync(
            new MetricRequest(Begin, "x", []),
            CancellationToken.None
        );
        (reading.Name, reading.Value, reading.IsUsable).ShouldBe(("consumed", 2500.25, true));
        foreach (
            (string query, string told) in new[]
            {
                ("no_such_metric", "it gives 0 values"),
                ("{__name__=~\"scalewright_throughput|scalewright_lag_records\"}", "it gives 2 values"),
            }
        )
        {
            (
                await Should.ThrowAsync<HttpServiceException>(() =>
                    new PrometheusMetricSource(client, "many", query).ReadAsync(new MetricRequest(Begin, "x", []), CancellationToken.None)
                )
            ).Message.ShouldContain($"{told}; use a query that gives one, as sum(…)");
        }
    }

    [Theory]
    [InlineData(200, "", "its answer is not JSON: ")]
    [InlineData(200, "{}", "'status' of its answer is missing where a text should be")]
    [InlineData(200, """{"status":"maybe"}""", "'status' of its answer is \"maybe\" where success or error should be")]
    [InlineData(
        200,
        """{"status":"error","errorType":"execution","error":"query timed out"}""",
        "it answered 422 (execution): query timed out; change the request to one that the service supports"
    )]
    [InlineData(
        503,
        """{"status":"error","errorType":"timeout","error":"query timed out"}""",
        "it answered 503 (timeout): query timed out; ask again later"
    )]
    [InlineData(422, "no json", "it answered 422: no json")]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"string","result":[1,"a"]}}""",
        "'resultType' of its answer is \"string\" where vector, scalar or matrix should be"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":1},"value":[1,"2"]}]}}""",
        "'result[0].metric.a' of its answer is 1 where a text should be"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1]}]}}""",
        "'result[0].value' of its answer is a list where a pair of a time and a value should be"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1e300,"2"]}]}}""",
        "'result[0].value[0]' of its answer is 1e300 where seconds since 1970 should be"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"two"]}]}}""",
        "'result[0].value[1]' of its answer is \"two\" where a number should be"
    )]
    [InlineData(
        200,
        """{"status":"success","data":{"resultType":"vector","result":null}}""",
        "'result' of its answer is null where a list should be"
    )]
    public async Task An_invalid_response_is_reported_with_its_request(int status, string body, string told)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(context => Task.CompletedTask);
        server.Faults.Add(new Fault(FaultKind.Answer, _ => true) { Status = status, Body = body });
        using PrometheusClient client = new(new HttpServiceOptions(server.Address) { MaxAttempts = 1 });

        HttpServiceException failure = await Should.ThrowAsync<HttpServiceException>(() => client.QueryAsync("up"));

        failure
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .Replace("'data.", "'", StringComparison.Ordinal)
            .ShouldStartWith($"POST {server.Address}api/v1/query: {told.TrimEnd()}");
    }

    [Fact]
    public async Task Responses_that_are_too_large_too_deeply_nested_or_too_late_are_rejected()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(context =>
            context.Response.WriteAsync(new string('[', 100_000))
        );
        server.Faults.Add(new Fault(FaultKind.Silence, request => request.Path == "/slow/api/v1/query"));
        using PrometheusClient endless = new(new HttpServiceOptions(server.Address) { MaxResponseBytes = 50_000, MaxAttempts = 1 });
        using PrometheusClient deep = new(new HttpServiceOptions(server.Address) { MaxAttempts = 1 });
        using PrometheusClient slow = new(
            new HttpServiceOptions(new Uri(server.Address, "slow")) { Timeout = TimeSpan.FromMilliseconds(100), MaxAttempts = 1 }
        );

        (await Should.ThrowAsync<HttpServiceException>(() => endless.QueryAsync("up"))).Message.ShouldContain(
            "its answer is longer than 50000 bytes"
        );
        (await Should.ThrowAsync<HttpServiceException>(() => deep.QueryAsync("up"))).Message.ShouldContain("its answer is not JSON");
        (await Should.ThrowAsync<HttpServiceException>(() => slow.QueryAsync("up"))).Message.ShouldContain(
            "no answer came within 00:00:00.1000000"
        );
    }

    private sealed class Nobody : IRunRecorder
    {
        public void RecordEvent(HistoryEvent historyEvent) { }

        public void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values) { }
    }
}
