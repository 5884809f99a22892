namespace Misbehaving;

/// <summary>Returns invalid host names.</summary>
[ScalePlugin("nameless")]
public sealed class NamelessPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => 1;

    public override string NameNode(Profile profile, int number) => "; reboot";
}
