namespace Misbehaving;

[ScalePlugin("negative")]
public sealed class NegativePlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => -1;
}
