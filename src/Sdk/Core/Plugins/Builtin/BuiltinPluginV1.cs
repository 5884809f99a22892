using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.Builtin;

/// <summary>First version of <see cref="BuiltinPlugin"/>: host names without <c>v2-</c>.</summary>
[ScalePlugin("builtin", Version = "1.0.0", Deprecated = "use builtin 2.0.0; its host names start with v2-")]
internal sealed class BuiltinPluginV1 : ScalePlugin
{
    public override void Validate(Profile profile, ProblemList problems) => BuiltinRules.Validate(profile, problems);

    public override int CountNodes(Profile profile) => BuiltinRules.CountNodes(profile);

    public override string NameNode(Profile profile, int number)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return $"{profile.HostnamePrefix ?? "node"}-{number}";
    }

    public override int CountContainers(Profile profile, int number) => BuiltinRules.CountContainers(profile, number);

    public override ContainerRule DescribeContainers(Profile profile, NetworkPlan networks) => BuiltinRules.DescribeContainers(profile, networks);
}
