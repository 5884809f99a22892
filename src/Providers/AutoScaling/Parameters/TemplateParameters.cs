using Scalewright.Providers.AutoScaling.Actions.Templates;

namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of EC2's actions of launch templates.</summary>
internal static class TemplateParameters
{
    private const string Data = "LaunchTemplateData.";

    private static readonly ParameterTable Version = ParameterTable.Empty
        .Done([.. TemplateMembers.Names.Select(name => Data + name)])
        .Done("DryRun", "ClientToken", "LaunchTemplateName", "VersionDescription")
        .Refused("instance types are named here, not chosen by requirements", Data + "InstanceRequirements");

    public static ParameterTable Create { get; } = Version
        .Done("TagSpecification.N.ResourceType", "TagSpecification.N.Tag.N.Key", "TagSpecification.N.Tag.N.Value");

    public static ParameterTable CreateVersion { get; } = Version.Done("LaunchTemplateId", "SourceVersion");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done(
        "DryRun", "LaunchTemplateId", "LaunchTemplateName");

    public static ParameterTable DeleteVersions { get; } = Delete.Done("LaunchTemplateVersion.N");

    public static ParameterTable Modify { get; } = Delete
        .Done("SetDefaultVersion")
        .Harmless("setting a default version twice is setting it once", "ClientToken");

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
}
