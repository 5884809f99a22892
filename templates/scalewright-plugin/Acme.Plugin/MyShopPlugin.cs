using Scalewright;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace AcmeSpace;

/// <summary>Front ends with the configured number of workers each.</summary>
[ScalePlugin("my_shop", Version = "1.0.0")]
public sealed class MyShopPlugin : ScalePlugin<MyShopOptions>
{
    /// <inheritdoc/>
    public override int CountNodes(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.Count;
    }

    /// <inheritdoc/>
    public override int CountContainers(Profile profile, int number) => GetOptions(profile).Workers;

    /// <inheritdoc/>
    public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks) =>
        new() { Roles = [new ContainerRole("{node}-worker-{number}")] };
}
