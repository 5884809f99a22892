using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Metrics and traces match docs/reference/metrics.md.</summary>
[Collection(Listening.Name)]
public sealed class TelemetryTests : IDisposable
{
    private const string Prefix = "scalewright.";
    private static readonly string[] Lines = File.ReadAllLines(Repository.At("docs", "reference", "metrics.md"));

    private readonly ConcurrentDictionary<string, string> _instruments = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<(string Instrument, double Value, Dictionary<string, string> Tags)> _measurements = [];
    private readonly ConcurrentBag<Activity> _activities = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _traces;

    public TelemetryTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Scalewright")
            {
                _instruments[instrument.Name] = $"{instrument.GetType().Name.Split('`')[0]} {instrument.Unit}";
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => _measurements.Add((instrument.Name, value, ConvertTags(tags)))
        );
        _meters.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => _measurements.Add((instrument.Name, value, ConvertTags(tags)))
        );
        _meters.Start();
        _traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Scalewright",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Add,
        };
        ActivitySource.AddActivityListener(_traces);
    }

    [Fact]
    public async Task Instruments_tags_and_activities_match_the_documentation()
    {
        await RunClusterAsync();

        _instruments
            .Select(pair => $"{pair.Key} {pair.Value}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(Rows("Instruments").Select(row => $"{row[0]} {row[1]} {row[2]}").Order(StringComparer.Ordinal));
        foreach (string[] row in Rows("Instruments"))
        {
            Dictionary<string, string>[] tagSets =
            [
                .. _measurements.Where(measurement => measurement.Instrument == row[0]).Select(measurement => measurement.Tags),
            ];
            tagSets.ShouldNotBeEmpty(row[0]);
            tagSets.ShouldAllBe(tags => tags.Keys.Order(StringComparer.Ordinal).SequenceEqual(ParseTags(row[3])), row[0]);
        }

        _activities
            .Select(activity => activity.OperationName)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(Rows("Activities").Select(row => row[0]).Order(StringComparer.Ordinal));
        foreach (string[] row in Rows("Activities"))
        {
            _activities
                .Where(activity => activity.OperationName == row[0])
                .ShouldAllBe(
                    activity => activity.Tags.Select(tag => tag.Key).Order(StringComparer.Ordinal).SequenceEqual(ParseTags(row[1])),
                    row[0]
                );
        }
    }

    [Fact]
    public async Task Tag_values_are_listed_in_the_documentation()
    {
        await RunClusterAsync();

        string section = string.Join('\n', Lines.SkipWhile(line => line != "## Tags"));
        IEnumerable<string> values = _measurements
            .SelectMany(measurement => measurement.Tags)
            .Where(tag => tag.Key is not (Prefix + "cluster" or Prefix + "provider" or Prefix + "domain"))
            .Select(tag => tag.Value)
            .Distinct();
        values.ShouldAllBe(value => section.Contains($"`{value}`", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Measurements_match_the_cluster_and_use_the_clock_of_the_provider()
    {
        await RunClusterAsync();

        Sum("plan.steps", ("target", "node"), ("action", "create"), ("result", "done"))
            .ShouldBe(6 + 1 + 6, "six, one made again, six of the second");
        Sum("plan.steps", ("result", "retried")).ShouldBe(2);
        Sum("partitions").ShouldBe(0);
        _measurements
            .Where(measurement => measurement.Instrument == Prefix + "partition.nodes" && IsOwn(measurement.Tags))
            .Max(measurement => measurement.Value)
            .ShouldBe(2);
        Sum("nodes", ("state", "ready")).ShouldBe(6);
        _measurements
            .Count(measurement =>
                measurement.Instrument == Prefix + "node.call.duration"
                && IsOwn(measurement.Tags)
                && measurement.Tags[Prefix + "result"] == "failed"
            )
            .ShouldBe(1, "the command false");
        Activity provision = GetOwnActivities("provision").First();
        provision.Duration.ShouldBeGreaterThan(TimeSpan.FromSeconds(10));
        provision.StartTimeUtc.Year.ShouldNotBe(TimeProvider.System.GetUtcNow().Year, "the simulation begins at a time of its own");
        GetOwnActivities("wave").ShouldContain(wave => wave.TraceId == provision.TraceId);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _traces.Dispose();
    }

    private async Task RunClusterAsync()
    {
        await using SimulationProvider provider = new()
        {
            Seed = 3,
            Options = new SimulationOptions
            {
                Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new FailCalls(CallFailure.Busy) { Kinds = CallKinds.Create, MaxCount = 2 }),
            },
        };
        await provider.RunAsync(async token =>
        {
            LiveCluster cluster = await CreateBuilder(provider, "./state/first").ProvisionAsync(token);
            await cluster.Nodes[0].RunAsync(["true"], token);
            await cluster.Nodes[0].RunAsync(["false"], token);
            await cluster.Nodes[0].PutFileAsync("/tmp/a", new byte[] { 1 }, token);
            await cluster.Nodes[0].GetFileAsync("/tmp/a", token);
            await cluster.Nodes[0].PingAsync(token);
            await using (await cluster.AcquirePartitionAsync("job", 2, token))
            {
                provider.Inject(new CrashNode(cluster.Nodes[5].Name));
            }

            await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, token);
            await cluster.RepairAsync(token);
            await foreach (
                EngineCycle cycle in DecisionEngine
                    .Create("pool")
                    .UseSizing(new FixedSizing { Size = 0 })
                    .WithDuration(TimeSpan.Zero)
                    .Build()
                    .RunAsync(cluster, token)
            )
            {
                cycle.Outcome.ShouldBe(EngineOutcome.Applied);
            }

            _meters.RecordObservableInstruments();
            await cluster.DisposeAsync();

            ClusterOptions settings = new() { FileSystem = provider.FileSystem };
            await using (LiveCluster opened = await LiveCluster.OpenAsync("./state/first", provider, settings, token))
            {
                await opened.DestroyAsync(token);
            }

            await using LiveCluster adopted = await CreateBuilder(provider, "./state/second").AdoptAsync(token);
            await adopted.DestroyAsync(token);
        });
    }

    private static ClusterBuilder CreateBuilder(SimulationProvider provider, string folder) =>
        LiveCluster
            .Create(Topology.Create("telemetry").AddProfile(Profile.Create("farm").WithCount(6).Build()).Build())
            .UseProvider(provider)
            .WithState(folder)
            .WithOptions(settings => settings with { FileSystem = provider.FileSystem });

    private double Sum(string instrument, params (string Key, string Value)[] tags) =>
        _measurements
            .Where(measurement =>
                measurement.Instrument == Prefix + instrument
                && IsOwn(measurement.Tags)
                && tags.All(tag => measurement.Tags[Prefix + tag.Key] == tag.Value)
            )
            .Sum(measurement => measurement.Value);

    /// <summary>Excludes measurements of tests that run in parallel.</summary>
    private static bool IsOwn(Dictionary<string, string> tags) => tags.GetValueOrDefault(Prefix + "cluster") == "telemetry";

    private IEnumerable<Activity> GetOwnActivities(string operation) =>
        _activities
            .Where(activity => activity.OperationName == Prefix + operation && Equals(activity.GetTagItem(Prefix + "cluster"), "telemetry"))
            .OrderBy(activity => activity.StartTimeUtc);

    private static Dictionary<string, string> ConvertTags(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}", StringComparer.Ordinal);

    private static IEnumerable<string> ParseTags(string cell) => cell.Split(", ").Select(tag => Prefix + tag).Order(StringComparer.Ordinal);

    /// <summary>Returns the rows of the table under a heading, without backticks.</summary>
    private static IEnumerable<string[]> Rows(string heading) =>
        Lines
            .SkipWhile(line => line != "## " + heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Replace("`", "", StringComparison.Ordinal).Trim('|').Split('|', StringSplitOptions.TrimEntries));
}
