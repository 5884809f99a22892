namespace Scalewright.Providers.AutoScaling.Networking;

/// <summary>Timeouts and limits for connections to host names.</summary>
internal sealed record HostConnectorOptions
{
    /// <summary>Cache time of unresolved names. Default and maximum 5 seconds. Addresses are not cached.</summary>
    public TimeSpan NegativeCachePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Timeout for connecting to one address. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxAliases { get; init; } = 8;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
