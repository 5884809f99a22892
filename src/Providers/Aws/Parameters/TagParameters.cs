namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class TagParameters
{
    public static ParameterTable OfGroups { get; } =
        ParameterTable.Empty.AddRead(
            "Tags.member.N.ResourceId",
            "Tags.member.N.ResourceType",
            "Tags.member.N.Key",
            "Tags.member.N.Value",
            "Tags.member.N.PropagateAtLaunch"
        );

    public static ParameterTable DescribeOfGroups { get; } =
        ParameterTable.Empty.AddRead("Filters.member.N.Name", "Filters.member.N.Values.member.N", "MaxRecords", "NextToken");

    public static ParameterTable OfResources { get; } = ParameterTable.Empty.AddRead("DryRun", "ResourceId.N", "Tag.N.Key", "Tag.N.Value");

    public static ParameterTable DescribeOfResources { get; } =
        ParameterTable.Empty.AddRead("DryRun", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}
