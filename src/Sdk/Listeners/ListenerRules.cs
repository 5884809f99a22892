namespace Scalewright.Listeners;

/// <summary>Rules that requests must meet to reach the service of a listener.</summary>
public sealed record ListenerRules
{
    /// <summary>Matches any host, origin or media type.</summary>
    public const string Any = "*";

    /// <summary>Accepted <c>Host</c> names; <see cref="Any"/> for all.</summary>
    /// <remarks><c>localhost</c>, loopback addresses and the address that the caller connected to are always
    /// accepted.</remarks>
    public ValueList<string> AllowedHosts { get; init; } = [];

    /// <summary>Accepted origins of pages, as <c>https://example.org</c>; <see cref="Any"/> for all.</summary>
    /// <remarks>The listener's own origin is always accepted.</remarks>
    public ValueList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Accepted media types; <see cref="Any"/> for all. Default empty: requests have no bodies.</summary>
    public ValueList<string> ContentTypes { get; init; } = [];

    /// <summary>Maximum number of concurrent connections. Default 4,096. Further ones are closed.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Maximum size of a body in bytes. Default 4 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Maximum bytes that all bodies hold beyond the first 16 KiB of each. Default 16 MiB.</summary>
    public long MaxHeldBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Returns memory of the process to the system. Default null.</summary>
    /// <remarks>Called a second after all bodies are released, if they held more than a quarter of
    /// <see cref="MaxHeldBytes"/>, at most once a minute. Set it only in programs that own their process. Libraries
    /// should not set it.</remarks>
    public Action? ReleaseMemory { get; init; }
}
