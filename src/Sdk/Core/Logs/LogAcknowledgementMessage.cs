namespace Scalewright.Logs;

/// <summary>An acknowledgement as JSON.</summary>
internal sealed record LogAcknowledgementMessage
{
    public int Scalewright { get; init; }

    public long? Received { get; init; }
}
