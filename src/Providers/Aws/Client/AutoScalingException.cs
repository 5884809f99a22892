namespace Scalewright.Providers.AutoScaling;

/// <summary>A service refused a call, or could not be reached.</summary>
/// <param name="fault">What it said; status 0 when nothing came back.</param>
/// <param name="inner">Why nothing came back.</param>
public sealed class AutoScalingException(WireFault fault, Exception? inner = null) : IOException(
    $"{fault?.Code}: {Printable.EscapeUpTo(fault?.Message, MessageLengthMax)}", inner)
{
    private const int MessageLengthMax = 4000;

    /// <summary>What the service said.</summary>
    public WireFault Fault { get; } = fault ?? throw new ArgumentNullException(nameof(fault));

    /// <summary>How long the service asked to wait; null: it said nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
