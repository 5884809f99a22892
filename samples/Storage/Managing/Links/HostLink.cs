namespace StorageSample.Managing.Links;

/// <summary>Manager's link to the agent of one host: its sessions and queued messages.</summary>
/// <remarks>Thread-safe. Services are called outside of the lock.</remarks>
internal sealed class HostLink(string fqdn, StorageManagerOptions options, SecretGenerator secrets, ILinkServices services)
{
    private static readonly TimeSpan ContactTimeout = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkSession> _sessions = new(StringComparer.Ordinal);
    private readonly LinkMessageQueue _queue = new();
    private AgentInstance? _instance;
    private string? _newestStart;
    private long _polledAt = options.Clock.GetTimestamp();

    public string Fqdn => fqdn;

    /// <summary>True if the contact timeout has expired.</summary>
    public bool IsLost { get; private set; }

    /// <summary>True if the agent has polled this process.</summary>
    public bool HasPolled { get; private set; }

    /// <summary>True if a known host is lost, so that waiting for it is useless.</summary>
    public bool IsMissing => IsLost && (HasPolled || IsExpected);

    /// <summary>True if an earlier process of the manager had contact.</summary>
    public bool IsExpected { get; init; }

    public int SessionCount
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    public void Receive(MessagePost post)
    {
        if (IsLate(post.Instance))
        {
            return;
        }

        foreach (AgentMessage message in post.Messages)
        {
            if (message.Plugin is not { } plugin)
            {
                continue;
            }

            if (message.Type == MessageType.SessionCreateRequest)
            {
                StartSession(plugin, post.Instance.ClientStartTime);
            }
            else if (message.Type == MessageType.Data)
            {
                Receive(message, plugin);
            }
        }
    }

    /// <summary>Handles a poll: returns immediately if messages are queued, else on the first message or
    /// timeout.</summary>
    public async Task<IReadOnlyList<AgentMessage>> GetAsync(AgentInstance instance, CancellationToken cancellationToken)
    {
        if (IsLate(instance))
        {
            return [];
        }

        List<AgentMessage> messages = Greet(instance);
        long start = options.Clock.GetTimestamp();
        while (true)
        {
            TaskCompletionSource<bool>? held;
            TaskCompletionSource<bool>? older;
            lock (_gate)
            {
                bool isOld = Drain(instance, messages);
                if (messages.Count > 0 || isOld)
                {
                    return messages;
                }

                (older, held) = _queue.Hold();
            }

            // Only one poll is held. The older one completes without messages.
            older?.TrySetResult(false);
            TimeSpan remaining = options.LongPollTimeout - options.Clock.GetElapsedTime(start);
            if (remaining <= TimeSpan.Zero || !await LinkMessageQueue.WaitAsync(held, remaining, options.Clock, cancellationToken))
            {
                Release(held);
                return [];
            }
        }
    }

    /// <summary>Sends a message in the session of a plug-in. Returns false without a session.</summary>
    public bool Send(string plugin, ReadOnlyMemory<byte> body)
    {
        TaskCompletionSource<bool>? held;
        lock (_gate)
        {
            if (!_sessions.TryGetValue(plugin, out LinkSession? session))
            {
                return false;
            }

            held = _queue.Add(
                new AgentMessage(MessageType.Data, fqdn)
                {
                    Plugin = plugin,
                    SessionId = session.Id,
                    Body = body,
                }
            );
        }

        held?.TrySetResult(true);
        return true;
    }

    public bool HasSession(string plugin)
    {
        lock (_gate)
        {
            return _sessions.ContainsKey(plugin);
        }
    }

    /// <summary>Ends the session of a plug-in on both sides.</summary>
    public void End(string plugin)
    {
        TaskCompletionSource<bool>? held;
        bool wasOpen;
        lock (_gate)
        {
            wasOpen = _sessions.Remove(plugin);
            held = _queue.Add(new AgentMessage(MessageType.SessionTerminate, fqdn) { Plugin = plugin });
        }

        NotifyEnded(wasOpen ? [plugin] : [], held);
    }

    public void EndAll()
    {
        string[] ended;
        TaskCompletionSource<bool>? held;
        lock (_gate)
        {
            ended = [.. _sessions.Keys];
            _sessions.Clear();
            _queue.Clear();
            held = _queue.Add(new AgentMessage(MessageType.SessionTerminateAll, fqdn));
        }

        NotifyEnded(ended, held);
    }

    /// <summary>Checks the contact timeout and reports a loss once.</summary>
    public void CheckContact()
    {
        lock (_gate)
        {
            if (IsLost || options.Clock.GetElapsedTime(_polledAt) <= ContactTimeout)
            {
                return;
            }

            IsLost = true;

            // The next agent is trusted, even if its clock was set back.
            _newestStart = null;
        }

        services.OnLinkEvent(fqdn, LinkEvent.Lost);
        EndAll();
    }

    // Late requests of a previous agent must not end sessions of its successor.
    private bool IsLate(AgentInstance instance)
    {
        lock (_gate)
        {
            if (_newestStart is { } newest && string.CompareOrdinal(instance.ClientStartTime, newest) < 0)
            {
                return true;
            }

            _newestStart = instance.ClientStartTime;
            return false;
        }
    }

    private void StartSession(string plugin, string clientStart)
    {
        bool wasOpen;
        TaskCompletionSource<bool>? held;
        lock (_gate)
        {
            wasOpen = _sessions.Remove(plugin);
            LinkSession session = new(plugin, secrets.NextId(), clientStart);
            _sessions.Add(plugin, session);
            _queue.AddBarrier(clientStart);
            held = _queue.Add(new AgentMessage(MessageType.SessionCreateResponse, fqdn) { Plugin = plugin, SessionId = session.Id });
        }

        NotifyEnded(wasOpen ? [plugin] : [], held);
        services.OnSessionStarted(fqdn, plugin);
    }

    private void Receive(AgentMessage message, string plugin)
    {
        TaskCompletionSource<bool>? held = null;
        bool isNew = false;
        lock (_gate)
        {
            if (
                _sessions.TryGetValue(plugin, out LinkSession? session)
                && string.Equals(session.Id, message.SessionId, StringComparison.Ordinal)
            )
            {
                isNew = session.Takes(message.SessionSequence);
            }
            else
            {
                held = _queue.Add(new AgentMessage(MessageType.SessionTerminate, fqdn) { Plugin = plugin });
            }
        }

        held?.TrySetResult(true);
        if (isNew)
        {
            services.OnMessage(message);
        }
    }

    // A new instance starts with no sessions; it cannot use those of its predecessor.
    private List<AgentMessage> Greet(AgentInstance instance)
    {
        bool wasLost;
        bool hasBooted;
        string[] ended = [];
        List<AgentMessage> messages = [];
        lock (_gate)
        {
            (wasLost, IsLost, HasPolled) = (IsLost, false, true);
            _polledAt = options.Clock.GetTimestamp();
            hasBooted =
                _instance is not null && !string.Equals(_instance.ServerBootTime, instance.ServerBootTime, StringComparison.Ordinal);
            if (_instance is null || !string.Equals(_instance.ClientStartTime, instance.ClientStartTime, StringComparison.Ordinal))
            {
                ended =
                [
                    .. _sessions
                        .Values.Where(session => string.CompareOrdinal(session.ClientStart, instance.ClientStartTime) < 0)
                        .Select(session => session.Plugin),
                ];
                foreach (string plugin in ended)
                {
                    _sessions.Remove(plugin);
                }

                messages.Add(new AgentMessage(MessageType.SessionTerminateAll, fqdn));
            }

            _instance = instance;
        }

        if (wasLost)
        {
            services.OnLinkEvent(fqdn, LinkEvent.Found);
        }

        if (hasBooted)
        {
            services.OnLinkEvent(fqdn, LinkEvent.Booted);
        }

        NotifyEnded(ended, held: null);
        return messages;
    }

    // Returns true if an old instance polls and must release the queue.
    private bool Drain(AgentInstance instance, List<AgentMessage> messages) =>
        _queue.Drain(
            instance.ClientStartTime,
            isLetBy: start =>
                string.Equals(_instance?.ClientStartTime, instance.ClientStartTime, StringComparison.Ordinal)
                && !_sessions.Values.Any(session => string.Equals(session.ClientStart, start, StringComparison.Ordinal)),
            IsStale,
            messages
        );

    private bool IsStale(AgentMessage message) =>
        message.SessionId is { } id
        && !(_sessions.GetValueOrDefault(message.Plugin ?? "") is { } session && string.Equals(session.Id, id, StringComparison.Ordinal));

    private void NotifyEnded(IEnumerable<string> ended, TaskCompletionSource<bool>? held)
    {
        held?.TrySetResult(true);
        foreach (string plugin in ended)
        {
            services.OnSessionEnded(fqdn, plugin);
        }
    }

    private void Release(TaskCompletionSource<bool> held)
    {
        lock (_gate)
        {
            _queue.Release(held);
        }
    }
}
