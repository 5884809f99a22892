namespace Scalewright.Decisions.Policies;

/// <summary>State of <see cref="SimpleSizing"/>: the end of its cooldown.</summary>
public record struct SimpleState
{
    internal long CooldownEnds;
    internal TimeSpan Cooldown;
    internal bool IsUnderWay;
    internal bool HasJustChanged;
}
