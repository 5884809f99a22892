using Scalewright.Profiles;

namespace Misbehaving;

/// <summary>Options of <see cref="PickyPlugin"/>.</summary>
public sealed record PickyOptions : PluginOptions
{
    /// <summary>Shelves, 1 or more; default 3.</summary>
    public int Shelves { get; init; } = 3;
}
