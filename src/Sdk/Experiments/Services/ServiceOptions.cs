namespace Scalewright.Experiments.Services;

/// <summary>Where a service of experiments answers over HTTP, and how patiently it is asked.</summary>
/// <param name="Address">Its address: scheme, host, port, and a path where one is in front of everything it answers.</param>
public record ServiceOptions(Uri Address)
{
    /// <summary>The longest wait for the whole of one answer, above 0; default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is made at most while it fails for the moment, 1 or more; default 5. What may not take effect twice is asked once.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>The first pause before a call is repeated, above 0; each further one is twice as long. Default 200 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bytes of an answer that are read, 1 or more; default 64 MiB. What is longer is refused.</summary>
    public int AnswerBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Chance for the jitter of pauses; null, the default: none.</summary>
    public Random? Chance { get; init; }

    /// <summary>Time of waiting; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What requests go through, as for a certificate authority of one's own; stays the caller's to dispose. Null, the default: the network.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One cannot be.</exception>
    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Address);
        ArgumentNullException.ThrowIfNull(Clock);
        if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https") || Address.Query.Length > 0)
        {
            throw new ArgumentException($"address '{Printable.Escape(Address.OriginalString)}' is no http or https address without a query");
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Pause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(AttemptsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(AnswerBytesMax, 1);
    }
}
