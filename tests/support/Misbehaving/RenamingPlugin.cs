namespace Misbehaving;

/// <summary>Gives another node than it was given.</summary>
[ScalePlugin("renames")]
public sealed class RenamingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => 1;

    public override NodeSpec ConfigureNode(Profile profile, NodeSpec node) => node with { Number = 7 };
}
