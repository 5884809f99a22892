using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Storage.Agents;

/// <summary>Runs what the manager asks for, one action after another, and answers each that was not taken back.</summary>
internal sealed class ActionRunner(IServerActions actions, Action<ReadOnlyMemory<byte>, Action?> answer) : IServerPlugin
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ActionRequest> _waiting = [];
    private (string Id, CancellationTokenSource Stop)? _running;

    public string Name => "action_runner";

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => [];

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => [];

    /// <summary>Takes a message of the manager; one that is no request is dropped.</summary>
    public void Take(ReadOnlyMemory<byte> body)
    {
        if (ActionRequest.Read(body) is not { } request)
        {
            return;
        }

        if (request.Action is null)
        {
            TakeBack(request.Id);
            return;
        }

        lock (_gate)
        {
            _waiting.AddLast(request);
            if (_running is not null)
            {
                return;
            }
        }

        _ = RunAsync();
    }

    /// <summary>Takes everything back: nobody waits for answers of an old session.</summary>
    public void Reset()
    {
        CancellationTokenSource? stop;
        lock (_gate)
        {
            _waiting.Clear();
            stop = _running?.Stop;
        }

        stop?.Cancel();
    }

    private void TakeBack(string id)
    {
        CancellationTokenSource? stop = null;
        lock (_gate)
        {
            if (_running is { } running && string.Equals(running.Id, id, StringComparison.Ordinal))
            {
                stop = running.Stop;
            }

            for (LinkedListNode<ActionRequest>? node = _waiting.First; node is not null; node = node.Next)
            {
                if (string.Equals(node.Value.Id, id, StringComparison.Ordinal))
                {
                    _waiting.Remove(node);
                    break;
                }
            }
        }

        stop?.Cancel();
    }

    // The server's lock: whoever finds nothing running takes the turns until none waits.
    private async Task RunAsync()
    {
        while (Next() is { } next)
        {
            using CancellationTokenSource stop = next.Stop;
            await RunAsync(next.Request, stop.Token);
            lock (_gate)
            {
                _running = null;
            }
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of it after the action.")]
    private (ActionRequest Request, CancellationTokenSource Stop)? Next()
    {
        lock (_gate)
        {
            if (_running is not null || _waiting.First is not { } first)
            {
                return null;
            }

            _waiting.RemoveFirst();
            CancellationTokenSource stop = new();
            _running = (first.Value.Id, stop);
            return (first.Value, stop);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every failure of an action is its answer; the agent goes on.")]
    private async Task RunAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body;
        Action? answered = null;
        try
        {
            ActionResult result = await actions.RunAsync(request.Action!, request.Arguments, cancellationToken);
            (body, answered) = (ActionAnswer.Of(request.Id, result), result.Answered);
        }
        catch (Exception exception)
        {
            body = ActionAnswer.Of(request.Id, exception is ActionFailedException ? exception.Message : exception.ToString());
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            answer(body, answered);
        }
    }
}
