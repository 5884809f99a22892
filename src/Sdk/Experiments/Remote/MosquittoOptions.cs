namespace Scalewright.Experiments.Remote;

/// <summary>Address and credentials of an MQTT broker.</summary>
/// <param name="Host">Host name or address. If it starts with a slash, the path of a Unix socket.</param>
/// <param name="Port">Port, 1 to 65535; ignored for a socket.</param>
public sealed record MosquittoOptions(string Host, int Port = 1883)
{
    /// <summary>User name. Default empty: anonymous.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Password. Other programs of the machine cannot see it.</summary>
    public string Password { get; init; } = "";

    /// <summary>CA certificate file for TLS. Default empty: no TLS.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Timeout to publish a message. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Clock for timeouts. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Returns the address without the password.</summary>
    public override string ToString() => Host.StartsWith('/')
        ? Host
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
