namespace Scalewright.Decisions;

/// <summary>Something that happened to an engine.</summary>
/// <param name="At">When, by the provider's clock, in UTC.</param>
/// <param name="Cycle">Number of the cycle, from 1.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">To what: the domain, a metric or a cloud.</param>
/// <param name="Text">What happened, in words.</param>
public sealed record EngineEvent(DateTimeOffset At, long Cycle, EngineEventKind Kind, string Subject, string Text)
{
    /// <summary>Time, kind, subject and words on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:yyyy-MM-ddTHH:mm:ss.fffZ} {Kind} {Subject}: {Text}");
}
