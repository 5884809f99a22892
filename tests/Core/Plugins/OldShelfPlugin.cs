namespace Sdk.Tests.Plugins;

/// <summary>A version without options.</summary>
[ScalePlugin("shelf", Deprecated = "use shelf 2.0.0")]
public sealed class OldShelfPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => 1;
}
