using Scalewright.Plugins;
using Scalewright.Profiles;

namespace AcmeSpace;

/// <summary>What the plugin wants to know; each is a key of the profile, <c>workers</c> for <see cref="Workers"/>.</summary>
public sealed record MyShopOptions : PluginOptions
{
    /// <summary>Workers on each front end, 1 to 64; default 4.</summary>
    [OptionRange(1, 64)]
    public int Workers { get; init; } = 4;
}
