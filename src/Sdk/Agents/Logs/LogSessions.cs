namespace Scalewright.Logs;

/// <summary>Acknowledged senders of a server. Thread-safe.</summary>
internal sealed class LogSessions : IDisposable
{
    private const int MaxCount = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Node, string Sender), LogSession> _sessions = [];

    public LogSession GetOrAdd(LogOrigin origin, string sender)
    {
        lock (_gate)
        {
            (string, string) key = (origin.Node.Length > 0 ? origin.Node : origin.Address, sender);
            if (_sessions.TryGetValue(key, out LogSession? session))
            {
                return session;
            }

            if (_sessions.Count >= MaxCount)
            {
                Forget();
            }

            session = new LogSession();
            _sessions.Add(key, session);
            return session;
        }
    }

    public void Dispose()
    {
        foreach (LogSession session in _sessions.Values)
        {
            session.Dispose();
        }
    }

    // An ICheckpointedLogSink still has the numbers of the removed senders.
    private void Forget()
    {
        foreach ((string, string) key in _sessions.Where(pair => !pair.Value.IsOwned).Select(pair => pair.Key).ToArray())
        {
            _sessions.Remove(key);
        }
    }
}
