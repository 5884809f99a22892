namespace Misbehaving;

/// <summary>Gives more nodes than there may be.</summary>
[ScalePlugin("wants_nodes")]
public sealed class GreedyPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => int.MaxValue;
}
