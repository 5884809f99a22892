namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of EC2's actions of subnets.</summary>
internal static class SubnetParameters
{
    public static ParameterTable Describe { get; } = ParameterTable.Empty
        .Done("DryRun", "SubnetId.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}
