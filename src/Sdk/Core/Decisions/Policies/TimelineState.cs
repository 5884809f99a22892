namespace Scalewright.Decisions.Policies;

/// <summary>State of a <see cref="Timeline"/>: its start.</summary>
public record struct TimelineState
{
    internal long StartTicks;
}
