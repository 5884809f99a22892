namespace Scalewright.Decisions.Policies;

/// <summary>State of <see cref="SensorSizing"/>: time of its last step.</summary>
public record struct SensorState
{
    internal long StampTicks;
}
