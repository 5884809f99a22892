using System.CommandLine;
using System.Globalization;
using System.Net;
using Scalewright.Experiments.Metrics;

namespace ScalehubSample;

/// <summary><c>--metrics</c>: a port at which what runs is shown.</summary>
internal static class MetricsOption
{
    /// <summary>The option.</summary>
    public static Option<int?> Make()
    {
        Option<int?> metrics = new("--metrics") { Description = "Port at which Prometheus scrapes what runs; 0: a free one. Default none." };
        metrics.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int port) && port is < 0 or > IPEndPoint.MaxPort)
            {
                result.AddError($"{metrics.Name} {word}: use a port, 1 to {IPEndPoint.MaxPort}, or 0 for a free one");
            }
        });
        return metrics;
    }

    /// <summary>Shows them at a port; null: nowhere.</summary>
    public static MetricsEndpoint? Start(LiveMetrics metrics, int? port) => port is { } number ? MetricsEndpoint.Start(metrics, number) : null;

    /// <summary>Says where they are shown.</summary>
    public static void Tell(MetricsEndpoint? endpoint)
    {
        if (endpoint is not null)
        {
            Console.WriteLine($"metrics at {endpoint.Address}");
        }
    }
}
