namespace Scalewright.Agents.Wire;

/// <summary>A controller that has been let in.</summary>
internal sealed record Controller(FrameLink Link, long Epoch, string Session)
{
    public OperationId Identify(RequestHead head) => new(Epoch, Session, head.Operation);
}
