namespace Experiments.Services.Tests.Processes;

public sealed class ShubMetricsTests : IDisposable
{
    private readonly ShubFolder _shub = new();

    public void Dispose() => _shub.Dispose();

    [MachineFact("prometheus")]
    public async Task Prometheus_query_results_appear_in_the_history_the_export_and_the_report()
    {
        Directory.CreateDirectory(_shub.At("prometheus"));
        string config = _shub.At("prometheus", "prometheus.yml");
        await using RealServer server = await RealServer.StartAsync(
            "prometheus",
            _shub.At("prometheus"),
            port =>
            {
                File.WriteAllText(
                    config,
                    $"global: {{scrape_interval: 200ms}}\nscrape_configs: [{{job_name: itself, static_configs: [{{targets: ['127.0.0.1:{port}']}}]}}]\n"
                );
                return
                [
                    $"--config.file={config}",
                    $"--storage.tsdb.path={_shub.At("prometheus", "data")}",
                    $"--web.listen-address=127.0.0.1:{port}",
                ];
            },
            port => RealServer.AnswersAsync($"http://127.0.0.1:{port}/-/ready")
        );
        Uri address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}"));
        using PrometheusClient client = new(new HttpServiceOptions(address));
        await RealServer.UntilAsync(async () => (await client.QueryAsync("up{job=\"itself\"} == 1")).Count == 1, "it is scraped");
        string definition = File.ReadAllText(Path.Combine(ShubFolder.Shipped, "experiments", "words.yaml"))
            .Replace("sample_interval: 1s", "sample_interval: 5s", StringComparison.Ordinal)
            .Replace("{work: sleep}", "{work: sleep, isolation: processes}", StringComparison.Ordinal);
        File.WriteAllText(
            _shub.At("words.yaml"),
            $"{definition}\nnodes: [{{kind: pico, count: 2}}]\nmetrics: {{address: '{address}', queries: {{up: 'sum(up{{job=\"itself\"}})', half: vector(0.5), none: sum(no_such_metric)}}}}\n"
        );
        File.WriteAllText(
            _shub.At("local.ini"),
            File.ReadAllText(Path.Combine(ShubFolder.Shipped, "local.ini"))
                .Replace("experiments/words.yaml", "words.yaml", StringComparison.Ordinal)
        );

        _shub.Run("-c", "local.ini", "experiment", "start").ShouldBe("queued words-001\nwords-001: 1 run completed, 0 failed");
        _shub.Run("export");
        _shub.Run("plot");

        // On a slow machine a sample may lack a value. All existing values are those of the responses.
        string history = _shub.At("experiments-data", "words-001", "base", "run-1.jsonl");
        RunHistory run = HistoryReader.Read(await File.ReadAllBytesAsync(history), number: 1, history);
        foreach ((string name, double value) in new[] { ("up", 1), ("half", 0.5) })
        {
            double[] found = run.Find(name).Values.ToArray();
            found.ShouldContain(value, name);
            found.ShouldAllBe(item => double.IsNaN(item) || item == value, name);
        }

        run.Find("none").Values.ToArray().ShouldAllBe(value => double.IsNaN(value));
        run.Events.Where(historyEvent => historyEvent.Kind == "metric" && historyEvent.Text.StartsWith("none ", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .Text.ShouldContain("has no value: ");
        File.ReadAllText(_shub.At("experiments-data", "words-001", "export", "samples.csv")).ShouldContain(",half,,,0.5\n");
        File.ReadAllText(_shub.At("experiments-data", "words-001", "report.html")).ShouldContain(">half<");
    }
}
