using System.Security.Cryptography.X509Certificates;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Where an endpoint listens, and whom it lets through to the signatures.</summary>
public sealed record ServerOptions
{
    /// <summary>Address; default this machine alone.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port; default 0, any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Certificate with its private key; null, the default: plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// Names that requests may call the endpoint by, besides <c>localhost</c> and the address that they connect to;
    /// default none, <c>*</c> for any.
    /// </summary>
    public ValueList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Origins of pages in browsers that may call the endpoint, as <c>https://example.org</c>, besides its own; default
    /// none, <c>*</c> for any.
    /// </summary>
    public ValueList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Maximum number of connections at once; default 4,096. Further ones are closed.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>
    /// Maximum number of bytes that bodies of all requests under way hold together beyond the first 16 KiB of each;
    /// default 16 MiB. Further ones are refused with 503.
    /// </summary>
    public long MaxHeldBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Checks the limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    internal ServerOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHeldBytes, 1);
        return this;
    }
}
