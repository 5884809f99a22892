using Scalewright.Providers.AutoScaling.Filters;
using Scalewright.Providers.AutoScaling.Model;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>What groups have for filters.</summary>
/// <remarks>Source: AutoScaling API reference, Filter, DescribeAutoScalingGroups.</remarks>
internal static class GroupFilters
{
    private const string TagKey = "tag-key";
    private const string TagValue = "tag-value";

    /// <summary>Names of the filters, for messages.</summary>
    public static IReadOnlyList<string> Names { get; } = [TagKey, TagValue, FilterSet.TagPrefix + "<key>"];

    public static bool IsKnown(string name) => name is TagKey or TagValue || FilterSet.TagKeyOf(name) is not null;

    /// <summary>The values of a group for a filter.</summary>
    public static IEnumerable<string> ValuesOf(GroupRecord group, string name) => FilterSet.TagKeyOf(name) is { } key
        ? group.Tags.Values.Where(tag => tag.Key == key).Select(tag => tag.Value)
        : group.Tags.Values.Select(tag => name == TagKey ? tag.Key : tag.Value);
}
