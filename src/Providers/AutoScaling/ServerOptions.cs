using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Where an endpoint listens.</summary>
public sealed record ServerOptions
{
    /// <summary>Address; default this machine alone.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port; default 0, any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Certificate with its private key; null, the default: plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }
}
