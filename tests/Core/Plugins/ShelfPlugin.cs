namespace Sdk.Tests.Plugins;

/// <summary>A plugin with options of each shape that a schema treats in its own way.</summary>
[ScalePlugin("shelf", Version = "2.0.0")]
public sealed class ShelfPlugin : ScalePlugin<ShelfOptions>
{
    public override int CountNodes(Profile profile) => GetOptions(profile).Boards;
}
