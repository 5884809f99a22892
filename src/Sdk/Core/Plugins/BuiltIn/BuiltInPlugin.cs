using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.BuiltIn;

/// <summary>Creates nodes named <c>node-1</c> and so on, with containers of one kind if requested.</summary>
[ScalePlugin("builtin", Version = "3.0.0")]
public sealed class BuiltInPlugin : ScalePlugin
{
    /// <inheritdoc/>
    public override void Validate(Profile profile, ProblemList problems) => BuiltInRules.Validate(profile, problems);

    /// <inheritdoc/>
    public override int CountNodes(Profile profile) => BuiltInRules.CountNodes(profile);

    /// <inheritdoc/>
    public override string NameNode(Profile profile, int number)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return $"{profile.HostnamePrefix ?? "node"}-{number}";
    }

    /// <inheritdoc/>
    public override int CountContainers(Profile profile, int number) => BuiltInRules.CountContainers(profile, number);

    /// <inheritdoc/>
    public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks) =>
        BuiltInRules.DescribeContainers(profile, networks);
}
