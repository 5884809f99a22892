namespace Scalewright.Agents.Wire;

internal sealed record CachedResponse(byte[] Response, FaultMessage? Fault)
{
    public byte[] Output { get; init; } = [];

    public byte[] Error { get; init; } = [];

    public long Size => Response.Length + Output.Length + Error.Length;

    /// <summary>Replaces a response that was dropped to save memory.</summary>
    public static CachedResponse Dropped { get; } =
        new(
            [],
            new FaultMessage
            {
                Code = ProblemCode.AgentCallFailed.Id,
                Found = "the operation has ended, and its response is no longer stored",
                Advice = "check its outcome",
                OutcomeIsUnknown = true,
            }
        );

    public static CachedResponse Failed(Problem problem) => new([], FaultMessage.From(problem));

    public static CachedResponse Broken(Problem problem)
    {
        FaultMessage fault = FaultMessage.From(problem);
        fault.OutcomeIsUnknown = true;
        return new CachedResponse([], fault);
    }

    public async Task SendAsync(FrameLink link, AgentCall call, CancellationToken cancellationToken)
    {
        await call.SendAsync(ChannelIds.Output, Output, isFollowed: true, cancellationToken);
        await call.SendAsync(ChannelIds.Error, Error, isFollowed: true, cancellationToken);
        if (Fault is null)
        {
            await link.Queue.SendAsync(FrameKind.Response, call.Id, Response, cancellationToken);
        }
        else
        {
            link.Queue.Post(FrameKind.Fault, call.Id, AgentJson.Write(Fault, AgentJson.Default.FaultMessage));
        }
    }
}
