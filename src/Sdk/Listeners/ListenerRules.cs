namespace Scalewright.Listeners;

/// <summary>Rules that a listener keeps before a request reaches its service.</summary>
public sealed record ListenerRules
{
    /// <summary>Stands for any host, origin or media type.</summary>
    public const string Any = "*";

    /// <summary>Names that <c>Host</c> may have besides <c>localhost</c>, loopback addresses and the address that the caller connected to; <see cref="Any"/> for all.</summary>
    public ValueList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins of pages in browsers besides the listener's own, as <c>https://example.org</c>; <see cref="Any"/> for all.</summary>
    public ValueList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Media types that bodies may have; default none, so that requests have no bodies; <see cref="Any"/> for all.</summary>
    public ValueList<string> ContentTypes { get; init; } = [];

    /// <summary>Maximum number of connections at once; default 4,096. Further ones are closed.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Maximum number of bytes of one body; default 4 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Maximum number of bytes that all bodies under way hold together beyond the first 16 KiB of each; default 16 MiB.</summary>
    public long MaxHeldBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Returns the memory of the process to the system: called a second after more than a quarter of
    /// <see cref="MaxHeldBytes"/> was held and all is returned, at most once a minute. For programs whose process is their
    /// own; null, the default, for libraries, which leave memory to the process that they are in.
    /// </summary>
    public Action? ReleaseMemory { get; init; }

    /// <summary>Time for the whole body of a request; default 30 seconds.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
