using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.BuiltIn;

/// <summary>First version of <see cref="BuiltInPlugin"/>, with the same host names.</summary>
[ScalePlugin("builtin", Version = "1.0.0", DeprecationReason = "use builtin 3.0.0; its host names are the same")]
internal sealed class BuiltInPluginV1 : ScalePlugin
{
    public override void Validate(Profile profile, ProblemList problems) => BuiltInRules.Validate(profile, problems);

    public override int CountNodes(Profile profile) => BuiltInRules.CountNodes(profile);

    public override string NameNode(Profile profile, int number)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return $"{profile.HostnamePrefix ?? "node"}-{number}";
    }

    public override int CountContainers(Profile profile, int number) => BuiltInRules.CountContainers(profile, number);

    public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks) =>
        BuiltInRules.DescribeContainers(profile, networks);
}
