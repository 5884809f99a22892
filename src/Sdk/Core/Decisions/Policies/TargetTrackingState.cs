namespace Scalewright.Decisions.Policies;

/// <summary>State of <see cref="TargetTrackingSizing"/>: two alarms, the current period, and warming nodes.</summary>
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
