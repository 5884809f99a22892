namespace Scalewright.Experiments.Services;

/// <summary>Address of an HTTP service and options for requests.</summary>
/// <param name="Address">Address: scheme, host, port, and an optional path prefix.</param>
public record HttpServiceOptions(Uri Address)
{
    /// <summary>Timeout of a single request including its response, above 0. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum attempts of an idempotent request; others are sent once. At least 1. Default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Delay before the first retry, above 0, which doubles with each retry. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Maximum response size in bytes, at least 1. Default 64 MiB. Longer responses are rejected.</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Random source for the jitter of retry delays. Default null: no jitter.</summary>
    public Random? Random { get; init; }

    /// <summary>Clock for timeouts and delays. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Message handler, for example for a custom CA, disposed by the caller. Default null: built-in.</summary>
    public HttpMessageHandler? Handler { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Address);
        ArgumentNullException.ThrowIfNull(Clock);
        if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https") || Address.Query.Length > 0)
        {
            throw new ArgumentException(
                $"address '{TextEscaping.Escape(Address.OriginalString)}' is not an HTTP or HTTPS URL without a query"
            );
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxResponseBytes, 1);
    }
}
