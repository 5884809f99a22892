namespace Scalewright.Agents.Networking;

internal sealed record HostConnectorOptions
{
    /// <summary>Timeout of name resolution, including aliases. Default 5 seconds.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Cache time of unresolved names. Default and maximum 5 seconds. Addresses are not cached.</summary>
    public TimeSpan NegativeCachePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Delay before the next address is tried in parallel. Default 250 milliseconds.</summary>
    // RFC 8305, section 5: the recommended Connection Attempt Delay.
    public TimeSpan ConnectionAttemptDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Timeout for connecting to one address. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxAliases { get; init; } = 8;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
