namespace Scalewright.Decisions;

/// <summary>Event of an engine.</summary>
/// <param name="At">Time of the event by the provider's clock, in UTC.</param>
/// <param name="Cycle">Number of the cycle, from 1.</param>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Subject">Subject of the event: the domain, a metric or a cloud.</param>
/// <param name="Text">Description of the event.</param>
public sealed record EngineEvent(DateTimeOffset At, long Cycle, EngineEventKind Kind, string Subject, string Text)
{
    /// <summary>Returns time, kind, subject and description on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:yyyy-MM-ddTHH:mm:ss.fffZ} {Kind} {Subject}: {Text}");
}
