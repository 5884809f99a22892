using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Managing.Links;

/// <summary>What waits for the next question of an agent, in order, and the question that is held while nothing does.</summary>
/// <remarks>Used under the lock of its link alone; what it gives back to complete is completed outside of it.</remarks>
internal sealed class LinkMailbox
{
    private readonly Queue<LinkMail> _mail = new();
    private TaskCompletionSource<bool>? _held;

    /// <summary>Adds a message.</summary>
    /// <returns>The question to answer now; null when none is held.</returns>
    public TaskCompletionSource<bool>? Add(AgentMessage message)
    {
        _mail.Enqueue(new LinkMail(message, null));
        TaskCompletionSource<bool>? held = _held;
        _held = null;
        return held;
    }

    /// <summary>Keeps what comes from now on from every instance of the agent but one.</summary>
    /// <param name="start">When that one started.</param>
    public void AddBarrier(string start) => _mail.Enqueue(new LinkMail(null, start));

    /// <summary>Drops all that waits; a question stays held.</summary>
    public void Clear() => _mail.Clear();

    /// <summary>Takes out what is for an instance.</summary>
    /// <param name="start">When the instance started.</param>
    /// <param name="isLetBy">Whether a barrier for the instance of another start has nobody left behind it.</param>
    /// <param name="isStale">Whether a message is of a session that has ended.</param>
    /// <param name="found">Where the messages go.</param>
    /// <returns>Whether the instance is an old one that must let go of what is left.</returns>
    public bool Drain(string start, Func<string, bool> isLetBy, Func<AgentMessage, bool> isStale, List<AgentMessage> found)
    {
        while (_mail.TryPeek(out LinkMail? next))
        {
            if (next.BarrierStart is { } barrier && !string.Equals(barrier, start, StringComparison.Ordinal) && !isLetBy(barrier))
            {
                return true;
            }

            _mail.Dequeue();
            if (next.Message is { } message && !isStale(message))
            {
                found.Add(message);
            }
        }

        return false;
    }

    /// <summary>Holds a question, instead of the one that is held.</summary>
    /// <returns>The older one, to answer with nothing; null when there was none. And the new one.</returns>
    public (TaskCompletionSource<bool>? Older, TaskCompletionSource<bool> Held) Hold()
    {
        TaskCompletionSource<bool>? older = _held;
        _held = new TaskCompletionSource<bool>();
        return (older, _held);
    }

    /// <summary>Lets go of a question, unless another one is held by now.</summary>
    public void Release(TaskCompletionSource<bool> held)
    {
        if (ReferenceEquals(_held, held))
        {
            _held = null;
        }
    }

    /// <summary>Waits outside of the lock.</summary>
    /// <returns>Whether something came; nothing when the question was held long enough, or another one is held instead.</returns>
    public static async Task<bool> WaitAsync(TaskCompletionSource<bool> held, TimeSpan left, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using ITimer timer = clock.CreateTimer(_ => held.TrySetResult(false), null, left, Timeout.InfiniteTimeSpan);
        await using CancellationTokenRegistration gone = cancellationToken.UnsafeRegister(
            token => held.TrySetCanceled((CancellationToken)token!), cancellationToken);
        return await held.Task;
    }
}

/// <summary>What waits for an agent: a message, or a barrier that only the agent's instance of that start passes.</summary>
internal sealed record LinkMail(AgentMessage? Message, string? BarrierStart);
