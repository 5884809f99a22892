namespace Scalewright.Experiments.Strategies;

/// <summary>State of a scaling strategy in one run.</summary>
public interface IScalingRun
{
    /// <summary>True if the strategy will make no further changes.</summary>
    bool IsCompleted { get; }

    /// <summary>Returns the next decision. Called once per interval.</summary>
    /// <param name="view">The current observation.</param>
    /// <returns>The desired change; null to keep everything.</returns>
    ScalingChange? Decide(ScalingObservation view);
}
