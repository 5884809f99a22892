using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>The agent's side of the session of one plug-in: asked for, granted, polled, ended.</summary>
/// <remarks>Not thread-safe: the agent calls one member at a time.</remarks>
internal sealed class PluginSession(IServerPlugin plugin, AgentOptions options)
{
    private TimeSpan _retry = options.RequestRetry;
    private TimeSpan _requestAt;
    private TimeSpan? _polledAt;
    private long _sequence;

    public string Name => plugin.Name;

    /// <summary>The id of the session; null while there is none.</summary>
    public string? Id { get; private set; }

    /// <summary>When it wants to be looked at, as time since the agent's start.</summary>
    public TimeSpan DueAt => Id is null ? _requestAt : _polledAt is { } polled ? polled + options.PollPeriod : TimeSpan.Zero;

    private MessagePriority Priority => plugin is ActionRunner
        ? MessagePriority.High
        : string.Equals(plugin.Name, "systemd_journal", StringComparison.Ordinal) ? MessagePriority.Low : MessagePriority.Normal;

    /// <summary>The session begins.</summary>
    public void Begin(string id)
    {
        (Id, _sequence, _polledAt, _retry) = (id, 0, null, options.RequestRetry);
        (plugin as ActionRunner)?.Reset();
    }

    /// <summary>The session ends; another is asked for at the next look.</summary>
    public void End(TimeSpan now)
    {
        Id = null;
        (_requestAt, _retry) = (now, options.RequestRetry);
        (plugin as ActionRunner)?.Reset();
    }

    /// <summary>Looks at the plug-in if it is due.</summary>
    public void Look(TimeSpan now, List<OutboundMessage> found)
    {
        if (DueAt > now)
        {
            return;
        }

        if (Id is null)
        {
            found.Add(new OutboundMessage(new AgentMessage(MessageType.SessionCreateRequest, options.Fqdn) { Plugin = Name }, MessagePriority.High));
            _requestAt = now + _retry;
            _retry = _retry < options.RequestRetryMax ? _retry * 2 : _retry;
            return;
        }

        IReadOnlyList<ReadOnlyMemory<byte>> bodies = _polledAt is null ? plugin.PollFull() : plugin.PollUpdate();
        _polledAt = now;
        foreach (ReadOnlyMemory<byte> body in bodies)
        {
            found.Add(Data(body, sent: null));
        }
    }

    /// <summary>The next message of this session.</summary>
    public OutboundMessage Data(ReadOnlyMemory<byte> body, Action? sent) => new(
        new AgentMessage(MessageType.Data, options.Fqdn) { Plugin = Name, SessionId = Id, SessionSequence = _sequence++, Body = body },
        Priority,
        sent);
}
