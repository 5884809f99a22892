namespace Misbehaving;

/// <summary>Accepts nothing.</summary>
[ScalePlugin("picky")]
public sealed class PickyPlugin : ScalePlugin<PickyOptions>
{
    public override void Validate(Profile profile, ProblemList problems) =>
        problems?.AddError(ProblemCode.OutOfRange, default, "shelves", $"{OptionsOf(profile).Shelves} shelves are not enough", "use more");

    public override int CountNodes(Profile profile) => OptionsOf(profile).Shelves;
}

/// <summary>Options of <see cref="PickyPlugin"/>.</summary>
public sealed record PickyOptions : PluginOptions
{
    /// <summary>Shelves, 1 or more; default 3.</summary>
    public int Shelves { get; init; } = 3;
}
