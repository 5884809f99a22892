using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Agent side of a plug-in's session: requests it, polls the plug-in and ends it.</summary>
/// <remarks>Not thread-safe: the agent calls one member at a time.</remarks>
internal sealed class PluginSession(IServerPlugin plugin, StorageAgentOptions options)
{
    // The delay is doubled with each retry, so the longest is 80 seconds.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxDoubledDelay = TimeSpan.FromSeconds(60);

    private TimeSpan _retry = RetryDelay;
    private TimeSpan _requestAt;
    private TimeSpan? _polledAt;
    private long _sequence;

    public string Name => plugin.Name;

    /// <summary>ID of the session; null without a session.</summary>
    public string? Id { get; private set; }

    /// <summary>Time of the next poll, relative to the agent's start.</summary>
    public TimeSpan DueAt => Id is null ? _requestAt : (_polledAt + options.PollInterval) ?? TimeSpan.Zero;

    private MessagePriority Priority =>
        plugin switch
        {
            ActionRunner => MessagePriority.High,
            { Name: "systemd_journal" } => MessagePriority.Low,
            _ => MessagePriority.Normal,
        };

    public void Start(string id)
    {
        (Id, _sequence, _polledAt, _retry) = (id, 0, null, RetryDelay);
        (plugin as ActionRunner)?.Reset();
    }

    /// <summary>Ends the session. The next poll requests a new one.</summary>
    public void End(TimeSpan now)
    {
        Id = null;
        (_requestAt, _retry) = (now, RetryDelay);
        (plugin as ActionRunner)?.Reset();
    }

    public void Poll(TimeSpan now, List<OutboundMessage> messages)
    {
        if (DueAt > now)
        {
            return;
        }

        if (Id is null)
        {
            messages.Add(
                new OutboundMessage(
                    new AgentMessage(MessageType.SessionCreateRequest, options.Fqdn) { Plugin = Name },
                    MessagePriority.High
                )
            );
            _requestAt = now + _retry;
            _retry = _retry < MaxDoubledDelay ? _retry * 2 : _retry;
            return;
        }

        IReadOnlyList<ReadOnlyMemory<byte>> bodies = _polledAt is null ? plugin.PollFull() : plugin.PollUpdate();
        _polledAt = now;
        foreach (ReadOnlyMemory<byte> body in bodies)
        {
            messages.Add(Data(body, sent: null));
        }
    }

    public OutboundMessage Data(ReadOnlyMemory<byte> body, Action? sent) =>
        new(
            new AgentMessage(MessageType.Data, options.Fqdn)
            {
                Plugin = Name,
                SessionId = Id,
                SessionSequence = _sequence++,
                Body = body,
            },
            Priority,
            sent
        );
}
