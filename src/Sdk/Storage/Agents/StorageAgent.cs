using System.Threading.Channels;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Agent of one server: runs a session per plug-in and the actions that the manager requests.</summary>
/// <remarks>
/// Uses no thread of its own: a timer polls the plug-ins, one loop receives messages, and another loop sends them.
/// </remarks>
internal sealed class StorageAgent
{
    // Minimum interval between polls of a plug-in or of an idle manager.
    private static readonly TimeSpan MinPollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollRetryDelay = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly StorageAgentOptions _options;
    private readonly IManagerChannel _channel;
    private readonly Outbox _outbox;
    private readonly PluginSession[] _sessions;
    private readonly ActionRunner _runner;
    private readonly Channel<bool> _hasMessages = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, AllowSynchronousContinuations = true }
    );

    private AgentInstance _instance;
    private long _startedAt;
    private ITimer? _pollTimer;
    private bool _isRunning;

    /// <summary>Creates an agent. <see cref="RunAsync"/> starts it.</summary>
    /// <param name="options">Server name and timing.</param>
    /// <param name="line">Channel to the manager.</param>
    /// <param name="plugins">Plug-ins in the order of their session requests. The action runner is last.</param>
    /// <param name="actions">Actions that the manager can request.</param>
    public StorageAgent(StorageAgentOptions options, IManagerChannel line, IEnumerable<IServerPlugin> plugins, IServerActions actions)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(actions);
        (_options, _channel, _outbox) = (options, line, new Outbox(options.MaxPostBytes));
        _runner = new ActionRunner(actions, SendResult);
        _sessions = [.. plugins.Append(_runner).Select(plugin => new PluginSession(plugin, options))];
        _instance = AgentInstance.Create(default, default);
    }

    private TimeSpan Now => _options.Clock.GetElapsedTime(_startedAt);

    /// <summary>Number of plug-ins with a session.</summary>
    public int SessionCount
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count(session => session.Id is not null);
            }
        }
    }

    /// <summary>Runs the agent until it is canceled. Reconnects after each failure of the channel or manager; any other
    /// exception stops the agent and is thrown.</summary>
    /// <param name="cancellationToken">Stops the agent. Unsent messages are dropped.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Start();
        try
        {
            await Task.WhenAll(RunLoopAsync(SendAsync, stopping), RunLoopAsync(ReceiveAsync, stopping));
        }
        finally
        {
            Stop();
        }
    }

    // An agent that only sends or only receives looks alive to its manager: if a loop ends, so does the other.
    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    private static async Task RunLoopAsync(Func<CancellationToken, Task> loop, CancellationTokenSource stopping)
    {
        try
        {
            await loop(stopping.Token);
        }
        finally
        {
            stopping.Cancel();
        }
    }

    private void Start()
    {
        DateTimeOffset now = _options.Clock.GetUtcNow();
        _instance = AgentInstance.Create(_options.BootTime ?? now, now);
        _startedAt = _options.Clock.GetTimestamp();
        lock (_gate)
        {
            _isRunning = true;
            _pollTimer = _options.Clock.CreateTimer(
                static agent => ((StorageAgent)agent!).PollDuePlugins(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
        }

        PollDuePlugins();
    }

    private void Stop()
    {
        lock (_gate)
        {
            _isRunning = false;
            _pollTimer?.Dispose();
            EndAllSessions();
        }
    }

    // Polls every plug-in that is due and sets the timer to the next due time on the grid.
    private void PollDuePlugins()
    {
        List<OutboundMessage> messages = [];
        lock (_gate)
        {
            if (!_isRunning)
            {
                return;
            }

            // Timers fire slightly early or late. Rounding to the grid of poll intervals prevents drift.
            long tick = (long)Math.Round(Now / MinPollInterval);
            TimeSpan now = tick * MinPollInterval;
            foreach (PluginSession session in _sessions)
            {
                Poll(session, now, messages);
            }

            messages.ForEach(_outbox.Add);
            SetTimer(tick + 1);
        }

        if (messages.Count > 0)
        {
            _hasMessages.Writer.TryWrite(true);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception of a plug-in ends only its session.")]
    private static void Poll(PluginSession session, TimeSpan now, List<OutboundMessage> messages)
    {
        int count = messages.Count;
        try
        {
            session.Poll(now, messages);
        }
        catch (Exception)
        {
            messages.RemoveRange(count, messages.Count - count);
            session.End(now);
        }
    }

    private void SetTimer(long minTick)
    {
        TimeSpan due = _sessions.Min(session => session.DueAt);
        long tick = Math.Max(minTick, (long)Math.Ceiling(due / MinPollInterval));
        TimeSpan wait = (tick * MinPollInterval) - Now;
        _pollTimer?.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (await WaitForMessagesAsync(cancellationToken))
        {
            List<OutboundMessage> batch;
            while ((batch = DequeueBatch()).Count > 0 && !cancellationToken.IsCancellationRequested)
            {
                await SendAsync(batch, cancellationToken);
            }
        }
    }

    private async Task<bool> WaitForMessagesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _hasMessages.Reader.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private List<OutboundMessage> DequeueBatch()
    {
        lock (_gate)
        {
            return _outbox.DequeueBatch();
        }
    }

    private async Task SendAsync(List<OutboundMessage> batch, CancellationToken cancellationToken)
    {
        try
        {
            await _channel.PostAsync(
                _options.Fqdn,
                new MessagePost(_instance, batch.ConvertAll(message => message.Message)),
                cancellationToken
            );
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            EndSessions(batch);
            return;
        }

        batch.ForEach(static message => message.Sent?.Invoke());
    }

    // The agent cannot know which messages arrived. The sessions of all messages end and restart with the full state.
    private void EndSessions(List<OutboundMessage> batch)
    {
        lock (_gate)
        {
            foreach (PluginSession session in _sessions)
            {
                if (session.Id is { } id && batch.Exists(message => string.Equals(message.Message.SessionId, id, StringComparison.Ordinal)))
                {
                    session.End(Now);
                }
            }

            PollSoon();
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                TimeSpan requestedAt = Now;
                IReadOnlyList<AgentMessage> messages = await _channel.GetAsync(_options.Fqdn, _instance, cancellationToken);
                foreach (AgentMessage message in messages)
                {
                    Receive(message);
                }

                await PauseAsync(messages.Count == 0 ? requestedAt + MinPollInterval - Now : TimeSpan.Zero, cancellationToken);
            }
            catch (StorageException)
            {
                await EndSessionsAndDelayAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task EndSessionsAndDelayAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            EndAllSessions();
            PollSoon();
        }

        await PauseAsync(PollRetryDelay, cancellationToken);
    }

    // A manager that responds immediately without messages must not be polled in a tight loop.
    private async Task PauseAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await Task.Delay(delay, _options.Clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The calling loop checks the token and ends.
        }
    }

    private void Receive(AgentMessage message)
    {
        bool isForRunner = false;
        lock (_gate)
        {
            PluginSession? session = Array.Find(_sessions, candidate =>
                string.Equals(candidate.Name, message.Plugin, StringComparison.Ordinal)
            );
            switch (message.Type)
            {
                case MessageType.SessionCreateResponse when message.SessionId is { } id:
                    session?.Start(id);
                    break;
                case MessageType.SessionTerminate:
                    session?.End(Now);
                    break;
                case MessageType.SessionTerminateAll:
                    EndAllSessions();
                    break;
                case MessageType.Data:
                    isForRunner =
                        session is { Id: { } sessionId }
                        && string.Equals(session.Name, _runner.Name, StringComparison.Ordinal)
                        && string.Equals(sessionId, message.SessionId, StringComparison.Ordinal);
                    break;
                default:
                    break;
            }

            PollSoon();
        }

        if (isForRunner)
        {
            _runner.Receive(message.Body);
        }
    }

    private void EndAllSessions()
    {
        foreach (PluginSession session in _sessions.Where(session => session.Id is not null))
        {
            session.End(Now);
        }
    }

    private void PollSoon()
    {
        if (_isRunning)
        {
            SetTimer((long)Math.Floor(Now / MinPollInterval) + 1);
        }
    }

    private void SendResult(ReadOnlyMemory<byte> body, Action? onSent)
    {
        lock (_gate)
        {
            PluginSession session = _sessions[^1];
            if (session.Id is null)
            {
                return;
            }

            _outbox.Add(session.Data(body, onSent));
        }

        _hasMessages.Writer.TryWrite(true);
    }
}
