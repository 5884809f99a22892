namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>An instance type of a mixed instances policy.</summary>
/// <param name="InstanceType">The type; empty: that of the template.</param>
/// <param name="Weight">Units of the group's capacity that one such instance counts for, 1 to 999; null: 1, because the
/// request named none.</param>
internal sealed record InstanceTypeOverride(string InstanceType, int? Weight);
