namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class SecurityGroupParameters
{
    public static ParameterTable Create { get; } =
        ParameterTable.Empty.AddRead(
            "DryRun",
            "GroupName",
            "GroupDescription",
            "VpcId",
            "TagSpecification.N.ResourceType",
            "TagSpecification.N.Tag.N.Key",
            "TagSpecification.N.Tag.N.Value"
        );

    public static ParameterTable Delete { get; } = ParameterTable.Empty.AddRead("DryRun", "GroupId", "GroupName");

    public static ParameterTable Describe { get; } =
        ParameterTable.Empty.AddRead("DryRun", "GroupId.N", "GroupName.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}
