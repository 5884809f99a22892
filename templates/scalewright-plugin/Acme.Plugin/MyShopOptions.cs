using Scalewright.Plugins;
using Scalewright.Profiles;

namespace AcmeSpace;

/// <summary>Plugin options. Each is a key of the profile, for example <c>workers</c>.</summary>
public sealed record MyShopOptions : PluginOptions
{
    /// <summary>Number of workers on each front end, 1 to 64. Default 4.</summary>
    [OptionRange(1, 64)]
    public int Workers { get; init; } = 4;
}
