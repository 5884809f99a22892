namespace Scalewright.Experiments.Remote;

/// <summary>Where a broker is, and who one is to it.</summary>
/// <param name="Host">Its name or address; begins with a slash: the path of its socket.</param>
/// <param name="Port">Its port, 1 to 65535; does not count for a socket.</param>
public sealed record MosquittoOptions(string Host, int Port = 1883)
{
    /// <summary>Who logs in; empty, the default: nobody.</summary>
    public string User { get; init; } = "";

    /// <summary>The password; no other program of the machine sees it.</summary>
    public string Password { get; init; } = "";

    /// <summary>A file with the authorities of its certificate; empty, the default: no TLS.</summary>
    public string Authorities { get; init; } = "";

    /// <summary>The longest wait for a message to be taken; default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time of waiting; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where and who, without the password.</summary>
    public override string ToString() => Host.StartsWith('/') ? Host : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
