namespace Scalewright.Decisions.Policies;

/// <summary>What simple scaling remembers: until when its cooldown lasts.</summary>
public record struct SimpleState
{
    internal long CooldownEnds;
    internal TimeSpan Cooldown;
    internal bool IsUnderWay;
    internal bool HasJustChanged;
}
