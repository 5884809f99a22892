namespace Scalewright.Decisions.Policies;

/// <summary>What <see cref="StepSizing"/> remembers.</summary>
public record struct StepState
{
    internal Cooldown Cooldown;
    internal WarmUp WarmUp;
}
