namespace Scalewright.Providers.AutoScaling;

/// <summary>The exception that is thrown when a service rejects a request or is unreachable.</summary>
/// <param name="fault">Error of the service; status 0 if there was no response.</param>
/// <param name="inner">Cause of a missing response.</param>
public sealed class AutoScalingException(QueryError fault, Exception? inner = null)
    : IOException($"{fault?.Code}: {TextEscaping.EscapeAndTruncate(fault?.Message, MaxMessageLength)}", inner)
{
    private const int MaxMessageLength = 4000;

    /// <summary>Error of the service.</summary>
    public QueryError Error { get; } = fault ?? throw new ArgumentNullException(nameof(fault));

    /// <summary>Delay that the service requested before a retry; null if it requested none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
