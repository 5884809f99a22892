using System.CommandLine;
using Scalewright.Experiments.Metrics;

namespace ScalehubSample;

/// <summary><c>--metrics</c>: a port at which what runs is shown.</summary>
internal static class MetricsOption
{
    /// <summary>The option.</summary>
    public static Option<int?> Make() => new("--metrics") { Description = "Port at which Prometheus scrapes what runs; 0: a free one. Default none." };

    /// <summary>Shows them at a port, and says where; null: nowhere.</summary>
    public static MetricsEndpoint? Start(LiveMetrics metrics, int? port)
    {
        MetricsEndpoint? endpoint = port is { } number ? MetricsEndpoint.Start(metrics, number) : null;
        if (endpoint is not null)
        {
            Console.WriteLine($"metrics at {endpoint.Address}");
        }

        return endpoint;
    }
}
