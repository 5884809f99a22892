namespace Misbehaving;

/// <summary>Gives the exception that others take for a wish of their caller.</summary>
[ScalePlugin("cancels")]
public sealed class CancellingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => throw new OperationCanceledException("not now");
}
