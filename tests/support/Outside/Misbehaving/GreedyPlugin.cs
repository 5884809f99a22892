namespace Misbehaving;

[ScalePlugin("wants_nodes")]
public sealed class GreedyPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => int.MaxValue;
}
