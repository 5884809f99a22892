using Scalewright.Providers.AutoScaling.Actions.Templates;

namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class TemplateParameters
{
    private const string Data = "LaunchTemplateData.";

    private static readonly ParameterTable Version = WithMembers(ParameterTable.Empty)
        .Done("DryRun", "ClientToken", "LaunchTemplateName", "VersionDescription")
        .Refused("instance types are named here, not chosen by requirements", Data + "InstanceRequirements")
        .Refused(RefusedReason.Volumes, Data + "BlockDeviceMapping")
        .Refused(RefusedReason.Interfaces, Data + "NetworkInterface");

    public static ParameterTable Create { get; } = Version
        .Done("TagSpecification.N.ResourceType", "TagSpecification.N.Tag.N.Key", "TagSpecification.N.Tag.N.Value");

    public static ParameterTable CreateVersion { get; } = Version.Done("LaunchTemplateId", "SourceVersion");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done(
        "DryRun", "LaunchTemplateId", "LaunchTemplateName");

    public static ParameterTable DeleteVersions { get; } = Delete.Done("LaunchTemplateVersion.N");

    public static ParameterTable Modify { get; } = Delete
        .Done("SetDefaultVersion")
        .Harmless("setting the default version is idempotent", "ClientToken");

    public static ParameterTable Describe { get; } = ParameterTable.Empty
        .Done(
            "DryRun",
            "LaunchTemplateId.N",
            "LaunchTemplateName.N",
            "Filter.N.Name",
            "Filter.N.Value.N",
            "MaxResults",
            "NextToken");

    public static ParameterTable DescribeVersions { get; } = Delete
        .Done(
            "LaunchTemplateVersion.N",
            "MinVersion",
            "MaxVersion",
            "Filter.N.Name",
            "Filter.N.Value.N",
            "MaxResults",
            "NextToken");

    /// <summary>
    /// Adds the members of launch template data. Members that RunInstances only records are only recorded here, too.
    /// </summary>
    private static ParameterTable WithMembers(ParameterTable table) => TemplateMembers.Names
        .ToLookup(ReasonOf, static name => Data + name, StringComparer.Ordinal)
        .Aggregate(table, static (all, names) => names.Key.Length > 0
            ? all.Recorded(names.Key, [.. names])
            : all.Done([.. names]));

    private static string ReasonOf(string member) =>
        InstanceParameters.Run.Find(TemplateLaunch.LaunchNameOf(member))
            is { Treatment: ParameterTreatment.Recorded } row
            ? row.Reason
            : "";
}
