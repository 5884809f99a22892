namespace StorageSample.Managing.Links;

/// <summary>Queued messages for an agent, and the poll that is held while the queue is empty.</summary>
/// <remarks>Used under the lock of its link only. Returned polls are completed outside of the lock.</remarks>
internal sealed class LinkMessageQueue
{
    private readonly Queue<QueuedMessage> _messages = new();
    private TaskCompletionSource<bool>? _held;

    /// <returns>Poll to complete now; null if no poll is held.</returns>
    public TaskCompletionSource<bool>? Add(AgentMessage message)
    {
        _messages.Enqueue(new QueuedMessage(message, null));
        TaskCompletionSource<bool>? held = _held;
        _held = null;
        return held;
    }

    /// <summary>Reserves all later messages for one instance of the agent.</summary>
    /// <param name="start">Start time of that instance.</param>
    public void AddBarrier(string start) => _messages.Enqueue(new QueuedMessage(null, start));

    /// <summary>Drops all messages. A held poll stays held.</summary>
    public void Clear() => _messages.Clear();

    /// <summary>Removes the messages for an instance.</summary>
    /// <param name="start">Start time of the polling instance.</param>
    /// <param name="isLetBy">Returns true if the instance of a barrier has no session left, so that the poll can
    /// pass.</param>
    /// <param name="isStale">Returns true if the session of a message has ended.</param>
    /// <param name="messages">Receives the messages.</param>
    /// <returns>True if the instance is outdated and must release the rest of the queue.</returns>
    public bool Drain(string start, Func<string, bool> isLetBy, Func<AgentMessage, bool> isStale, List<AgentMessage> messages)
    {
        while (_messages.TryPeek(out QueuedMessage? next))
        {
            if (next.BarrierStart is { } barrier && !string.Equals(barrier, start, StringComparison.Ordinal) && !isLetBy(barrier))
            {
                return true;
            }

            _messages.Dequeue();
            if (next.Message is { } message && !isStale(message))
            {
                messages.Add(message);
            }
        }

        return false;
    }

    /// <summary>Holds a new poll.</summary>
    /// <returns>The replaced poll, to complete without messages, or null; and the new poll.</returns>
    public (TaskCompletionSource<bool>? Older, TaskCompletionSource<bool> Held) Hold()
    {
        TaskCompletionSource<bool>? older = _held;
        _held = new TaskCompletionSource<bool>();
        return (older, _held);
    }

    /// <summary>Releases a poll unless another poll has replaced it.</summary>
    public void Release(TaskCompletionSource<bool> held)
    {
        if (ReferenceEquals(_held, held))
        {
            _held = null;
        }
    }

    /// <summary>Waits outside of the lock.</summary>
    /// <returns>True if a message arrived; false after the timeout or if another poll is held.</returns>
    public static async Task<bool> WaitAsync(
        TaskCompletionSource<bool> held,
        TimeSpan remaining,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using ITimer timer = clock.CreateTimer(_ => held.TrySetResult(false), null, remaining, Timeout.InfiniteTimeSpan);
        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            token => held.TrySetCanceled((CancellationToken)token!),
            cancellationToken
        );
        return await held.Task;
    }
}

/// <summary>Queued message, or a barrier that only the agent instance with that start time passes.</summary>
internal sealed record QueuedMessage(AgentMessage? Message, string? BarrierStart);
