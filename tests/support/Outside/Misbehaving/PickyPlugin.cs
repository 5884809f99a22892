namespace Misbehaving;

/// <summary>Plugin that rejects every profile.</summary>
[ScalePlugin("picky")]
public sealed class PickyPlugin : ScalePlugin<PickyOptions>
{
    public override void Validate(Profile profile, ProblemList problems) =>
        problems?.AddError(ProblemCode.OutOfRange, default, "shelves", $"{GetOptions(profile).Shelves} shelves are not enough", "use more");

    public override int CountNodes(Profile profile) => GetOptions(profile).Shelves;
}

public sealed record PickyOptions : PluginOptions
{
    /// <summary>Number of shelves, 1 or more. Default 3.</summary>
    public int Shelves { get; init; } = 3;
}
