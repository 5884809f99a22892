namespace Scalewright.Providers;

/// <summary>A place where nodes live did not do what it was asked.</summary>
public class ProviderException : ScalewrightException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="provider">The provider's word, as in <c>minimega</c>.</param>
    /// <param name="problems">What went wrong, one problem for each place that failed.</param>
    /// <param name="inner">What caused it; null when nothing did.</param>
    public ProviderException(string provider, ValueList<Problem> problems, Exception? inner = null)
        : base($"Provider '{provider}'", problems, inner) => Provider = provider;

    /// <summary>The provider's word.</summary>
    public string Provider { get; }

    /// <summary>True when nobody knows whether the call took effect: look before repeating it. Default false.</summary>
    public bool OutcomeIsUnknown { get; init; }

    /// <summary>True when the place may answer later: asking again does no harm. Default false, as with wrong credentials.</summary>
    public bool MayRetry { get; init; }

    /// <summary>How long to wait before asking again, as the place said; null: it said nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
