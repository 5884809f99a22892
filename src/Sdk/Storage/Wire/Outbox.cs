namespace Scalewright.Storage.Wire;

/// <summary>Messages of an agent that wait to be sent: most urgent first, then in the order they came, packed into requests of limited length.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class Outbox(int lengthMax = MessageFormat.PostLengthMax)
{
    private readonly Queue<OutboundMessage>[] _queues = [new(), new(), new()];
    private OutboundMessage? _retry;

    public void Add(OutboundMessage message) => _queues[(int)message.Priority].Enqueue(message);

    /// <summary>Takes what fits into one request; empty when nothing waits. One message that alone is too long goes alone.</summary>
    public List<OutboundMessage> TakePack()
    {
        List<OutboundMessage> pack = [];
        int length = 0;
        while (Next() is { } next)
        {
            int added = MessageFormat.LengthOf(next.Message);
            if (pack.Count > 0 && length + added > lengthMax)
            {
                // It goes first in the next request, whatever comes meanwhile.
                _retry = next;
                break;
            }

            pack.Add(next);
            length += added;
        }

        return pack;
    }

    private OutboundMessage? Next()
    {
        if (_retry is { } retry)
        {
            _retry = null;
            return retry;
        }

        foreach (Queue<OutboundMessage> queue in _queues)
        {
            if (queue.TryDequeue(out OutboundMessage? message))
            {
                return message;
            }
        }

        return null;
    }
}

/// <summary>A message that waits to be sent.</summary>
/// <param name="Sent">What happens once it has arrived; null for nothing.</param>
internal sealed record OutboundMessage(AgentMessage Message, MessagePriority Priority, Action? Sent = null);

/// <summary>Which messages of an agent go first.</summary>
internal enum MessagePriority
{
    /// <summary>Sessions and results of actions.</summary>
    High,

    /// <summary>What plug-ins found.</summary>
    Normal,

    /// <summary>Log lines.</summary>
    Low,
}
