namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Termination of instances of a group.</summary>
/// <param name="At">Time of the termination.</param>
/// <param name="Cause">Cause, as the end of a sentence: "in response to a user request".</param>
internal sealed record InstanceTermination(DateTimeOffset At, string Cause)
{
    /// <summary>Cause of a failed launch, as a clause. Default null.</summary>
    public string? Failure { get; init; }

    /// <summary>True if lifecycle hooks can hold the instances. Default true.</summary>
    public bool IsHeld { get; init; } = true;
}
