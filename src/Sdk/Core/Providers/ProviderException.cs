namespace Scalewright.Providers;

/// <summary>Thrown when a provider or its backend did not execute a request.</summary>
public class ProviderException : ScalewrightException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="provider">Name of the provider, for example <c>minimega</c>.</param>
    /// <param name="problems">The problems, one for each part of the backend that failed.</param>
    /// <param name="inner">The cause, or null.</param>
    public ProviderException(string provider, ValueList<Problem> problems, Exception? inner = null)
        : base($"Provider '{provider}'", problems, inner) => Provider = provider;

    /// <summary>Name of the provider.</summary>
    public string Provider { get; }

    /// <summary>True if it is unknown whether the call took effect: query before retrying. Default false.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>True if the request can be retried safely later. Default false, as for wrong credentials.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Delay before a retry as the backend requested it. Null if it requested none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
