namespace Scalewright.Decisions.Policies;

/// <summary>When a <see cref="Timeline"/> began.</summary>
public record struct TimelineState
{
    internal long StartTicks;
}
