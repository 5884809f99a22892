namespace Sdk.Tests.Plugins;

[ScalePlugin("shelf", DeprecationReason = "use shelf 2.0.0")]
public sealed class OldShelfPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => 1;
}
