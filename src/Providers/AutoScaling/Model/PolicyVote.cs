namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>That a target-tracking policy is ready to shrink its group, while others may not be.</summary>
/// <param name="Wanted">How many instances it wants.</param>
/// <param name="Size">The size of the group that it looked at; for another size it says nothing.</param>
/// <param name="At">When its metric last said so.</param>
internal sealed record PolicyVote(int Wanted, int Size, DateTimeOffset At);
