using Scalewright.Providers.AutoScaling.Actions.Templates;

namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class TemplateParameters
{
    private const string Data = "LaunchTemplateData.";

    private static readonly ParameterTable Version = WithMembers(ParameterTable.Empty)
        .AddRead("DryRun", "ClientToken", "LaunchTemplateName", "VersionDescription")
        .AddRejected("instance types are named here, not chosen by requirements", Data + "InstanceRequirements")
        .AddRejected(RejectionReason.Volumes, Data + "BlockDeviceMapping")
        .AddRejected(RejectionReason.Interfaces, Data + "NetworkInterface");

    public static ParameterTable Create { get; } =
        Version.AddRead("TagSpecification.N.ResourceType", "TagSpecification.N.Tag.N.Key", "TagSpecification.N.Tag.N.Value");

    public static ParameterTable CreateVersion { get; } = Version.AddRead("LaunchTemplateId", "SourceVersion");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.AddRead("DryRun", "LaunchTemplateId", "LaunchTemplateName");

    public static ParameterTable DeleteVersions { get; } = Delete.AddRead("LaunchTemplateVersion.N");

    public static ParameterTable Modify { get; } =
        Delete.AddRead("SetDefaultVersion").AddIgnored("setting the default version is idempotent", "ClientToken");

    public static ParameterTable Describe { get; } =
        ParameterTable.Empty.AddRead(
            "DryRun",
            "LaunchTemplateId.N",
            "LaunchTemplateName.N",
            "Filter.N.Name",
            "Filter.N.Value.N",
            "MaxResults",
            "NextToken"
        );

    public static ParameterTable DescribeVersions { get; } =
        Delete.AddRead(
            "LaunchTemplateVersion.N",
            "MinVersion",
            "MaxVersion",
            "Filter.N.Name",
            "Filter.N.Value.N",
            "MaxResults",
            "NextToken"
        );

    /// <summary>
    /// Adds the members of launch template data. Members that RunInstances only records are only recorded here, too.
    /// </summary>
    private static ParameterTable WithMembers(ParameterTable table) =>
        TemplateMembers
            .Names.ToLookup(GetReason, static name => Data + name, StringComparer.Ordinal)
            .Aggregate(table, static (all, names) => names.Key.Length > 0 ? all.Recorded(names.Key, [.. names]) : all.AddRead([.. names]));

    private static string GetReason(string member) =>
        InstanceParameters.Run.Find(TemplateLaunch.GetLaunchName(member)) is { Treatment: ParameterTreatment.Recorded } row
            ? row.Reason
            : "";
}
