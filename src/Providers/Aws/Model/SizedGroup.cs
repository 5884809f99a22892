namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A group after its policies received a metric.</summary>
/// <param name="Group">The group, with new policy state and its current size.</param>
/// <param name="Desired">Size that the policies request.</param>
/// <param name="Warmup">Warm-up time of new instances; null for that of the group.</param>
internal sealed record SizedGroup(GroupRecord Group, int Desired, TimeSpan? Warmup = null);
