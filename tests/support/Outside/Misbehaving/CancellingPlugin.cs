namespace Misbehaving;

/// <summary>Throws the exception that is taken for cancellation by the caller.</summary>
[ScalePlugin("cancels")]
public sealed class CancellingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => throw new OperationCanceledException("not now");
}
