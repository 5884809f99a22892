using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Clusters log their waves of steps with the logger of a provider that logs none.</summary>
public sealed partial class ClusterWaveLogTests
{
    private readonly CollectedLog<SimulationProvider> _log = new();

    [Fact]
    public async Task A_cluster_logs_waves_and_progress_of_a_provider_that_has_only_a_logger()
    {
        await RunAsync(_log);

        _log.Above(LogLevel.Information)
            .Where(line => line.StartsWith("53", StringComparison.Ordinal))
            .Select(line => DurationPattern().Replace(line, "T"))
            .ShouldBe([
                "5300 Information demo: a wave of steps (1) took T: 1 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
                "5300 Information demo: a wave of steps (2) took T: 2 created, 0 updated, 0 deleted, 0 failed, 0 unknown, 0 not started",
                "5304 Information demo: all nodes (2) are ready T after the start",
                "5300 Information demo: a wave of steps (2) took T: 0 created, 0 updated, 2 deleted, 0 failed, 0 unknown, 0 not started",
                "5300 Information demo: a wave of steps (1) took T: 0 created, 0 updated, 1 deleted, 0 failed, 0 unknown, 0 not started",
                "5306 Information demo: all nodes are deleted, T after the start",
            ]);
    }

    [Fact]
    public async Task A_logger_without_warnings_is_never_called_for_a_wave()
    {
        ErrorLogger logger = new();

        await RunAsync(logger);

        logger.Count.ShouldBe(0);
    }

    private static async Task RunAsync(ILogger logger)
    {
        await using SimulationProvider provider = new() { Seed = 5, Logger = logger };
        Topology demo = Topology.Create("demo").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await LiveCluster.Create(demo).UseProvider(provider).ProvisionAsync(token);
            await cluster.DestroyAsync(token);
        });
    }

    [GeneratedRegex("[0-9]{2}:[0-9]{2}:[0-9]{2}[.0-9]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DurationPattern();

    private sealed class ErrorLogger : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Count += eventId.Id / 100 == 53 ? 1 : 0;
    }
}
