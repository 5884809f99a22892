namespace Scalewright.Decisions.Policies;

/// <summary>State of <see cref="StepSizing"/>.</summary>
public record struct StepState
{
    internal Cooldown Cooldown;
    internal WarmUp WarmUp;
}
