namespace Storage.Protocol.Tests;

internal sealed class EchoActions : IServerActions
{
    public List<string> Asked { get; } = [];

    public int AnsweredCount { get; private set; }

    public async Task<AgentActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken)
    {
        Asked.Add(action);
        if (action == "wait")
        {
            TaskCompletionSource never = new();
            await using CancellationTokenRegistration stop = cancellationToken.Register(() => never.TrySetCanceled());
            await never.Task;
        }

        return action switch
        {
            "no_such_action" => throw StorageActionException.Unknown(action),
            "format_target" => new AgentActionResult(Encoding.UTF8.GetBytes("""{"uuid":"11111111-2222-3333-4444-555555555555"}""")),
            _ => AgentActionResult.Nothing with { OnResponseSent = () => AnsweredCount++ },
        };
    }
}
