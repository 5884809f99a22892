namespace Scalewright.Decisions.Policies;

/// <summary>What one of several policies of an AWS group wants.</summary>
/// <param name="Capacity">The size.</param>
/// <param name="IsTargetTracking">True when a target-tracking policy says so.</param>
internal readonly record struct AwsProposal(int Capacity, bool IsTargetTracking);
