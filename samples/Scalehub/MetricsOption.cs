using System.CommandLine;
using System.Globalization;
using System.Net;
using Scalewright.Experiments.Metrics;

namespace ScalehubSample;

/// <summary><c>--metrics</c>: port that serves the metrics of running experiments.</summary>
internal static class MetricsOption
{
    // Other users cannot see an environment variable, unlike an option.
    private const string TokenVariable = "SHUB_METRICS_TOKEN";

    public static Option<int?> Make()
    {
        Option<int?> metrics = new("--metrics")
        {
            Description = "Port at which Prometheus scrapes what runs; 0: a free one. Default none. Its token comes "
                + $"from {TokenVariable}, or is generated and printed.",
        };
        metrics.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int port) && port is < 0 or > IPEndPoint.MaxPort)
            {
                result.AddError($"{metrics.Name} {word}: use a port, 1 to {IPEndPoint.MaxPort}, or 0 for a free one");
            }
        });
        return metrics;
    }

    /// <summary>Starts the endpoint; returns null without a port.</summary>
    public static MetricsEndpoint? Start(LiveMetrics metrics, int? port) =>
        port is { } number ? MetricsEndpoint.Start(metrics, number, token: Configured) : null;

    /// <summary>Prints the address, and the token unless it was configured.</summary>
    public static void Print(MetricsEndpoint? endpoint)
    {
        if (endpoint is null)
        {
            return;
        }

        Console.WriteLine($"metrics at {endpoint.Address}");
        if (Configured is null)
        {
            Console.WriteLine($"metrics token {endpoint.Token}");
        }
    }

    private static string? Configured =>
        Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null;
}
