namespace Scalewright.Decisions.Policies;

/// <summary>What <see cref="TargetTrackingSizing"/> remembers: its two alarms, the minute under way, and warming nodes.</summary>
public record struct TargetTrackingState
{
    internal long PeriodStart;
    internal double Sum;
    internal int Count;
    internal int HighCount;
    internal int LowCount;
    internal WarmUp WarmUp;
    internal Cooldown Cooldown;
}
