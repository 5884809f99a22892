namespace Misbehaving;

/// <summary>Returns a node other than the given one.</summary>
[ScalePlugin("renames")]
public sealed class RenamingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => 1;

    public override NodeSpec ConfigureNode(Profile profile, NodeSpec node) => node with { Number = 7 };
}
