using System.Text.Json;
using Scalewright.Storage.Actions;
using Scalewright.Storage.Agents;

namespace Scalewright.Storage.Fleet;

/// <summary>Lets an agent change the model of its server. What follows an answer goes on without the agent.</summary>
internal sealed class ModelActions(ServerActions actions, CancellationToken cancellationToken) : IServerActions
{
    private readonly CancellationToken _ends = cancellationToken;

    public async Task<ActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken)
    {
        if (!actions.Knows(action))
        {
            throw ActionFailedException.Unknown(action);
        }

        try
        {
            ActionEffect effect = await actions.RunAsync(action, arguments, cancellationToken);
            return new ActionResult(effect.Json) { Answered = effect.Afterwards is { } afterwards ? () => _ = FollowAsync(afterwards) : null };
        }
        catch (StorageException exception)
        {
            throw new ActionFailedException($"RuntimeError: {exception.Problems[0]}");
        }
    }

    private async Task FollowAsync(Func<CancellationToken, Task> afterwards)
    {
        try
        {
            await afterwards(_ends);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            // The server is gone or the simulation ends; nobody waits for it.
        }
    }
}
