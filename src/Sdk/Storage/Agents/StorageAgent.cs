using System.Threading.Channels;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Agent of one server: runs a session per plug-in and the actions that the manager requests.</summary>
/// <remarks>Has no thread: a timer polls the plug-ins, one request polls for messages, another sends them.</remarks>
public sealed class StorageAgent
{
    private readonly Lock _gate = new();
    private readonly StorageAgentOptions _options;
    private readonly IManagerChannel _line;
    private readonly Outbox _outbox;
    private readonly PluginSession[] _sessions;
    private readonly ActionRunner _runner;
    private readonly Channel<bool> _hasMail = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1)
        {
            FullMode = BoundedChannelFullMode.DropWrite,
            AllowSynchronousContinuations = true
        });

    private AgentInstance _instance;
    private long _startedAt;
    private ITimer? _ticks;
    private bool _isRunning;

    /// <summary>Creates an agent. <see cref="RunAsync"/> starts it.</summary>
    /// <param name="options">Server name and timing.</param>
    /// <param name="line">Channel to the manager.</param>
    /// <param name="plugins">Plug-ins in the order of their session requests. The action runner is last.</param>
    /// <param name="actions">Actions that the manager can request.</param>
    public StorageAgent(
        StorageAgentOptions options, IManagerChannel line, IEnumerable<IServerPlugin> plugins, IServerActions actions)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(actions);
        (_options, _line, _outbox) = (options, line, new Outbox(options.MaxPostBytes));
        _runner = new ActionRunner(actions, Answer);
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

    /// <summary>Runs the agent until it is canceled. Retries after all failures of channel and manager.</summary>
    /// <param name="cancellationToken">Stops the agent. Unsent messages are dropped.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Start();
        try
        {
            Task sending = SendAsync(cancellationToken);
            await ReceiveAsync(cancellationToken);
            await sending;
        }
        finally
        {
            Stop();
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
            _ticks = _options.Clock.CreateTimer(static agent => ((StorageAgent)agent!).Look(), this,
                Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Look();
    }

    private void Stop()
    {
        lock (_gate)
        {
            _isRunning = false;
            _ticks?.Dispose();
            EndAll();
        }
    }

    // Polls every plug-in that is due and sets the timer to the next due time on the grid.
    private void Look()
    {
        List<OutboundMessage> found = [];
        lock (_gate)
        {
            if (!_isRunning)
            {
                return;
            }

            // Timers fire slightly early or late; the grid stays fixed.
            long tick = (long)Math.Round(Now / _options.MinPollInterval);
            TimeSpan now = tick * _options.MinPollInterval;
            foreach (PluginSession session in _sessions)
            {
                Look(session, now, found);
            }

            found.ForEach(_outbox.Add);
            SetTimer(tick + 1);
        }

        if (found.Count > 0)
        {
            _hasMail.Writer.TryWrite(true);
        }
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever a plug-in throws ends its session, and nothing else.")]
    private static void Look(PluginSession session, TimeSpan now, List<OutboundMessage> found)
    {
        int count = found.Count;
        try
        {
            session.Look(now, found);
        }
        catch (Exception)
        {
            found.RemoveRange(count, found.Count - count);
            session.End(now);
        }
    }

    private void SetTimer(long tickMin)
    {
        TimeSpan due = _sessions.Min(session => session.DueAt);
        long tick = Math.Max(tickMin, (long)Math.Ceiling(due / _options.MinPollInterval));
        TimeSpan wait = (tick * _options.MinPollInterval) - Now;
        _ticks?.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (await HasMailAsync(cancellationToken))
        {
            List<OutboundMessage> pack;
            while ((pack = TakePack()).Count > 0 && !cancellationToken.IsCancellationRequested)
            {
                await SendAsync(pack, cancellationToken);
            }
        }
    }

    private async Task<bool> HasMailAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _hasMail.Reader.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private List<OutboundMessage> TakePack()
    {
        lock (_gate)
        {
            return _outbox.TakePack();
        }
    }

    private async Task SendAsync(List<OutboundMessage> pack, CancellationToken cancellationToken)
    {
        try
        {
            await _line.PostAsync(
                _options.Fqdn, new MessagePost(_instance, pack.ConvertAll(item => item.Message)), cancellationToken);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            EndThoseOf(pack);
            return;
        }

        pack.ForEach(static item => item.Sent?.Invoke());
    }

    // The agent cannot know which messages arrived, so their sessions restart with the full state.
    private void EndThoseOf(List<OutboundMessage> pack)
    {
        lock (_gate)
        {
            foreach (PluginSession session in _sessions)
            {
                if (session.Id is { } id
                    && pack.Exists(item => string.Equals(item.Message.SessionId, id, StringComparison.Ordinal)))
                {
                    session.End(Now);
                }
            }

            Wake();
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                TimeSpan asked = Now;
                IReadOnlyList<AgentMessage> messages =
                    await _line.GetAsync(_options.Fqdn, _instance, cancellationToken);
                foreach (AgentMessage message in messages)
                {
                    Receive(message);
                }

                await PauseAsync(
                    messages.Count == 0 ? asked + _options.MinPollInterval - Now : TimeSpan.Zero, cancellationToken);
            }
            catch (StorageException)
            {
                await RestAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RestAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            EndAll();
            Wake();
        }

        await PauseAsync(_options.PollRetryDelay, cancellationToken);
    }

    // A manager that responds immediately without messages must not be polled in a tight loop.
    private async Task PauseAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (time <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await Task.Delay(time, _options.Clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The surrounding loop then ends.
        }
    }

    private void Receive(AgentMessage message)
    {
        bool isForRunner = false;
        lock (_gate)
        {
            PluginSession? session =
                Array.Find(_sessions, known => string.Equals(known.Name, message.Plugin, StringComparison.Ordinal));
            switch (message.Type)
            {
                case MessageType.SessionCreateResponse when message.SessionId is { } id:
                    session?.Begin(id);
                    break;
                case MessageType.SessionTerminate:
                    session?.End(Now);
                    break;
                case MessageType.SessionTerminateAll:
                    EndAll();
                    break;
                case MessageType.Data:
                    isForRunner = session is { Id: { } own }
                        && string.Equals(session.Name, _runner.Name, StringComparison.Ordinal)
                        && string.Equals(own, message.SessionId, StringComparison.Ordinal);
                    break;
                default:
                    break;
            }

            Wake();
        }

        if (isForRunner)
        {
            _runner.Take(message.Body);
        }
    }

    private void EndAll()
    {
        foreach (PluginSession session in _sessions.Where(session => session.Id is not null))
        {
            session.End(Now);
        }
    }

    private void Wake()
    {
        if (_isRunning)
        {
            SetTimer((long)Math.Floor(Now / _options.MinPollInterval) + 1);
        }
    }

    private void Answer(ReadOnlyMemory<byte> body, Action? answered)
    {
        lock (_gate)
        {
            PluginSession session = _sessions[^1];
            if (session.Id is null)
            {
                return;
            }

            _outbox.Add(session.Data(body, answered));
        }

        _hasMail.Writer.TryWrite(true);
    }
}
