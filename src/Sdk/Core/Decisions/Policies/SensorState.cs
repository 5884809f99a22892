namespace Scalewright.Decisions.Policies;

/// <summary>When <see cref="SensorSizing"/> last made a step.</summary>
public record struct SensorState
{
    internal long StampTicks;
}
