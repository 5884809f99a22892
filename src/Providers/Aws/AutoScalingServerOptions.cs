using System.Security.Cryptography.X509Certificates;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Options of a server: address, limits, and checks that precede signature verification.</summary>
public sealed record AutoScalingServerOptions
{
    /// <summary>Local IP address. Default: loopback.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port. Default 0: any free port.</summary>
    public int Port { get; init; }

    /// <summary>Certificate with its private key. Default null: plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// Host names that requests can use, in addition to <c>localhost</c> and the address they connect to. Default
    /// empty; <c>*</c> allows any.
    /// </summary>
    public ValueList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Origins of browser pages that can call the endpoint, for example <c>https://example.org</c>, in addition to its
    /// own. Default empty; <c>*</c> allows any.
    /// </summary>
    public ValueList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Maximum number of concurrent connections. Further connections are closed. Default 4,096.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>
    /// Maximum total number of bytes in use for request bodies, beyond the first 16 KiB of each body. Default 16 MiB.
    /// Further requests are rejected with 503.
    /// </summary>
    public long MaxBufferedBytes { get; init; } = 16 * 1024 * 1024;

    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    internal AutoScalingServerOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBufferedBytes, 1);
        return this;
    }
}
