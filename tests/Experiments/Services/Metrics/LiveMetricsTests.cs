using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Experiments.Services.Tests.Flink;
using Scalewright.Decisions;

namespace Experiments.Services.Tests.Metrics;

public class LiveMetricsTests
{
    // OpenMetrics 1.0.0: each family occurs once, its samples are consecutive, and the text has an end marker.
    private const string Expected = """
        # TYPE scalewright_lag_records gauge
        scalewright_lag_records{experiment="a",point="base",run="1"} NaN
        scalewright_lag_records{experiment="b",point="x=1",run="2"} 0.5
        # TYPE scalewright_latency_seconds gauge
        scalewright_latency_seconds{experiment="b",point="x=1",run="2"} 0.25
        # TYPE scalewright_network_latency_seconds gauge
        scalewright_network_latency_seconds{experiment="b",point="x=1",run="2"} 0.01
        scalewright_network_latency_seconds{experiment="b",point="x=1",run="2",task="n-1"} 0.02
        # TYPE scalewright_run_seconds gauge
        scalewright_run_seconds{experiment="a",point="base",run="1"} 5
        scalewright_run_seconds{experiment="b",point="x=1",run="2"} 10
        # TYPE scalewright_events counter
        # HELP scalewright_events What happened, by its kind.
        scalewright_events_total{experiment="a",point="base",run="1",kind="job"} 2
        scalewright_events_total{experiment="a",point="base",run="1",kind="load"} 1
        # EOF

        """;

    private const string Definition = """
        name: join
        duration: 2m
        nodes: [{kind: pico, count: 2}]
        job:
          topics: [{name: vehicles}]
          operators:
            - {name: source, topic: vehicles}
            - {name: join, inputs: [source], cpu_time: 1ms}
        load: [{name: vehicles, shape: constant, rate: 500}]
        """;

    [Fact]
    public void Only_active_runs_with_data_are_exposed_as_metrics()
    {
        LiveMetrics metrics = new();
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        using LiveRun one = metrics.AddRun("a", "base", 1, writer);
        using LiveRun other = metrics.AddRun("b", "x=1", 2, writer);
        LiveRun over = metrics.AddRun("c", "base", 1, writer);
        using LiveRun fresh = metrics.AddRun("d", "base", 1, writer);
        one.RecordSample(TimeSpan.FromSeconds(5), [new("lag", "")], [double.NaN]);
        one.RecordEvent(new HistoryEvent(TimeSpan.Zero, "job", "RUNNING"));
        one.RecordEvent(new HistoryEvent(TimeSpan.Zero, "load", "begins"));
        one.RecordEvent(new HistoryEvent(TimeSpan.Zero, "job", "RESTARTING"));
        other.RecordSample(
            TimeSpan.FromSeconds(10),
            [new("lag", ""), new("latency", ""), new("network_latency", ""), new("network_latency", "n-1")],
            [0.5, 0.25, 0.01, 0.02]
        );
        over.RecordSample(TimeSpan.FromSeconds(10), [new("lag", "")], [0.5]);
        over.Dispose();

        Text(metrics).ShouldBe(Expected);
        HistoryReader.Read(stream.ToArray(), 1).Events.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_sweep_exposes_its_active_runs_and_writes_the_same_bytes_as_without_metrics()
    {
        using TemporaryFolder data = new();
        ExperimentDefinition read = new ExperimentBundle(Encoding.UTF8.GetBytes(Definition)).Read();
        ExperimentFolder watched = ExperimentFolder.Create(data.At("watched"), read, TimeProvider.System);
        ExperimentFolder plain = ExperimentFolder.Create(data.At("plain"), read, TimeProvider.System);
        LiveMetrics metrics = new();
        SortedSet<string> families = new(StringComparer.Ordinal);

        await new ExperimentSweep(watched)
        {
            Metrics = metrics,
            Progress = new Looker(() =>
                families.UnionWith(Text(metrics).Split('\n').Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)))
            ),
        }.RunAsync();
        await new ExperimentSweep(plain).RunAsync();

        families.ShouldContain("# TYPE scalewright_throughput gauge");
        families.ShouldContain("# TYPE scalewright_num_records_in_per_second_of_instance gauge");
        Text(metrics).ShouldBe("# EOF\n");
        string file = watched.GetRunPath(watched.ReadDefinition().Experiments[0].PointName, 1);
        (await File.ReadAllBytesAsync(file)).ShouldBe(
            await File.ReadAllBytesAsync(plain.GetRunPath(plain.ReadDefinition().Experiments[0].PointName, 1))
        );
    }

    [Fact]
    public async Task The_endpoint_serves_a_single_path_and_rejects_a_port_that_is_in_use()
    {
        await using MetricsEndpoint endpoint = MetricsEndpoint.Start(new LiveMetrics());
        using HttpClient http = Scraper(endpoint.Token);

        using HttpResponseMessage good = await http.GetAsync(endpoint.Address);
        using HttpResponseMessage bad = await http.GetAsync(new Uri(endpoint.Address, "/other"));

        good.Content.Headers.ContentType!.ToString().ShouldBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
        (await good.Content.ReadAsStringAsync()).ShouldBe("# EOF\n");
        bad.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Should
            .Throw<IOException>(() => MetricsEndpoint.Start(new LiveMetrics(), endpoint.Address.Port))
            .Message.ShouldContain("use another port, or 0 for a free one");
    }

    // RFC 9110, 9.3.2: HEAD returns the headers of GET without the content.
    [Fact]
    public async Task A_HEAD_request_gets_the_headers_of_GET_without_a_body()
    {
        LiveMetrics metrics = new();
        await using MetricsEndpoint endpoint = MetricsEndpoint.Start(metrics);
        using HttpClient http = Scraper(endpoint.Token);
        using HttpRequestMessage request = new(HttpMethod.Head, endpoint.Address);
        using HttpRequestMessage other = new(HttpMethod.Head, new Uri(endpoint.Address, "/other"));

        using HttpResponseMessage get = await http.GetAsync(endpoint.Address);
        using HttpResponseMessage head = await http.SendAsync(request);
        using HttpResponseMessage none = await http.SendAsync(other);

        (head.StatusCode, none.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.NotFound));
        head.Content.Headers.ToString().ShouldBe(get.Content.Headers.ToString());
        head.Content.Headers.ContentLength.ShouldBe("# EOF\n".Length);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_scraper_is_served_while_a_thousand_connections_send_incomplete_requests()
    {
        await using MetricsEndpoint endpoint = MetricsEndpoint.Start(new LiveMetrics());
        List<TcpClient> slow = [];
        try
        {
            for (int i = 0; i < 1_000; i++)
            {
                slow.Add(new TcpClient());
                await slow[^1].ConnectAsync(endpoint.Address.Host, endpoint.Address.Port);
                await slow[^1].GetStream().WriteAsync("GET /metr"u8.ToArray());
            }

            using HttpClient http = Scraper(endpoint.Token);
            (await http.GetStringAsync(endpoint.Address)).ShouldBe("# EOF\n");

            // All of them were connected while the scraper was served.
            slow.ShouldAllBe(connection => !connection.Client.Poll(0, SelectMode.SelectRead));
        }
        finally
        {
            slow.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData("Host", "rebound.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "metrics.example", HttpStatusCode.OK)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Accept", "*/*", HttpStatusCode.OK)]
    public async Task Cross_site_requests_and_unknown_host_names_are_forbidden(string header, string value, HttpStatusCode status)
    {
        await using MetricsEndpoint endpoint = MetricsEndpoint.Start(new LiveMetrics(), allowedHosts: ["metrics.example"]);
        using HttpClient http = Scraper(endpoint.Token);
        using HttpRequestMessage request = new(HttpMethod.Get, endpoint.Address);
        request.Headers.TryAddWithoutValidation(header, value);

        using HttpResponseMessage response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData(null)]
    public async Task Metrics_requests_without_the_token_are_unauthorized(string? token)
    {
        await using MetricsEndpoint endpoint = MetricsEndpoint.Start(new LiveMetrics(), token: token);
        await using MetricsEndpoint other = MetricsEndpoint.Start(new LiveMetrics(), token: token);
        using HttpClient stranger = new();
        using HttpClient scraper = Scraper(endpoint.Token);

        using HttpResponseMessage without = await stranger.GetAsync(endpoint.Address);
        using HttpResponseMessage with = await scraper.GetAsync(endpoint.Address);

        (without.StatusCode, with.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.OK));
        (endpoint.Token == other.Token).ShouldBe(token is not null);
        endpoint.Token.ShouldMatch(token ?? "^[0-9a-f]{32}$");
    }

    [Fact]
    public async Task Values_of_a_metric_source_are_recorded_with_each_sample_of_a_Flink_run()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);

        (RunResult result, RunHistory history) = await test.RunAsync(options => options with { Metrics = [new Thermometer()] });

        result.Outcome.ShouldBe(RunOutcome.Completed);
        history.Find("celsius").Values.ToArray().ShouldBe([20, 21, double.NaN, .. Enumerable.Range(23, 93).Select(value => (double)value)]);
        history.Events.Count(historyEvent => historyEvent.Text.Contains("it is too dark", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static HttpClient Scraper(string token) =>
        new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static string Text(LiveMetrics metrics)
    {
        ArrayBufferWriter<byte> text = new();
        metrics.Write(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private sealed class Looker(Action look) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => look();
    }

    private sealed class Thermometer : IMetricSource
    {
        private int _read;

        public string Name => "celsius";

        public Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken) =>
            ++_read == 3
                ? throw new ProviderException("thermometer", [new(ProblemCode.ProviderUnavailable, "it is too dark", "wait for the sun")])
                : Task.FromResult(MetricReading.FromValue(Name, 19 + _read));
    }
}
