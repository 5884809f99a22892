namespace Scalewright.Decisions;

/// <summary>Event of an engine.</summary>
/// <param name="Timestamp">Time of the event by the provider's clock, in UTC.</param>
/// <param name="Cycle">Number of the cycle, starting at 1.</param>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Subject">Subject of the event: the domain, a metric or a cloud.</param>
/// <param name="Message">Description of the event.</param>
public sealed record EngineEvent(DateTimeOffset Timestamp, long Cycle, EngineEventKind Kind, string Subject, string Message)
{
    /// <summary>Returns time, kind, subject and description on one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Kind} {Subject}: {Message}");
}
