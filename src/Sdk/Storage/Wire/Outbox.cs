namespace Scalewright.Storage.Wire;

/// <summary>Outgoing messages, most urgent first, in requests of limited size. Not thread-safe.</summary>
internal sealed class Outbox(int maxLength = MessageFormat.MaxPostBytes)
{
    private readonly Queue<OutboundMessage>[] _queues = [new(), new(), new()];
    private OutboundMessage? _retry;

    public void Add(OutboundMessage message) => _queues[(int)message.Priority].Enqueue(message);

    /// <summary>Takes the messages of one request. A message over the limit is sent alone.</summary>
    public List<OutboundMessage> DequeueBatch()
    {
        List<OutboundMessage> batch = [];
        int length = 0;
        while (Next() is { } next)
        {
            int added = MessageFormat.GetLength(next.Message);
            if (batch.Count > 0 && length + added > maxLength)
            {
                // First in the next request, ahead of new messages.
                _retry = next;
                break;
            }

            batch.Add(next);
            length += added;
        }

        return batch;
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

/// <summary>Message in the queue.</summary>
/// <param name="Sent">Callback after arrival; or null.</param>
internal sealed record OutboundMessage(AgentMessage Message, MessagePriority Priority, Action? Sent = null);

internal enum MessagePriority
{
    /// <summary>Sessions and action results.</summary>
    High,

    /// <summary>Reports of plug-ins.</summary>
    Normal,

    Low,
}
