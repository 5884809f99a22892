using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.BuiltIn;

/// <summary>Second version of <see cref="BuiltInPlugin"/>, for files of phenix: host names start with
/// <c>v2-</c>.</summary>
[ScalePlugin("builtin", Version = "2.0.0")]
internal sealed class BuiltInPluginV2 : ScalePlugin
{
    public override void Validate(Profile profile, ProblemList problems) => BuiltInRules.Validate(profile, problems);

    public override int CountNodes(Profile profile) => BuiltInRules.CountNodes(profile);

    public override string NameNode(Profile profile, int number)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return $"v2-{profile.HostnamePrefix ?? "node"}-{number}";
    }

    public override int CountContainers(Profile profile, int number) => BuiltInRules.CountContainers(profile, number);

    public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks) =>
        BuiltInRules.DescribeContainers(profile, networks);
}
