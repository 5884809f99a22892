namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class SubnetParameters
{
    public static ParameterTable Describe { get; } = ParameterTable.Empty
        .Done("DryRun", "SubnetId.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}
