namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class SubnetParameters
{
    public static ParameterTable Describe { get; } =
        ParameterTable.Empty.AddRead("DryRun", "SubnetId.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}
