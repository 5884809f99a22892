namespace Scalewright.Providers.Simulation.Models;

/// <summary>Accepts streams at a port of a host.</summary>
internal sealed class NetworkListener : IDisposable
{
    private readonly NetworkHost _host;
    private readonly Queue<StreamEnd> _arrived = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _closed;

    internal NetworkListener(NetworkHost host, int port) => (_host, Port) = (host, port);

    public int Port { get; }

    /// <summary>The next stream, in the order they arrived.</summary>
    /// <exception cref="SocketException">The listener was closed, or its host crashed.</exception>
    public async Task<SimulatedStream> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (_arrived.Count == 0)
        {
            if (_closed)
            {
                throw new SocketException((int)SocketError.OperationAborted);
            }

            TaskCompletionSource arrival = new();
            _waiting.Enqueue(arrival);
            using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
                static (arrival, token) => ((TaskCompletionSource)arrival!).TrySetCanceled(token), arrival);
            await arrival.Task;
        }

        return new SimulatedStream(_arrived.Dequeue());
    }

    /// <summary>Accepts no more, and resets the streams nobody took.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        if (_host.Listeners.TryGetValue(Port, out NetworkListener? current) && ReferenceEquals(current, this))
        {
            _host.Listeners.Remove(Port);
        }

        foreach (StreamEnd end in _arrived)
        {
            end.Reset();
        }

        _arrived.Clear();
        Wake();
    }

    internal void Take(StreamEnd end)
    {
        _arrived.Enqueue(end);
        Wake();
    }

    private void Wake()
    {
        // All of them: one whose caller gave up must not swallow the wake-up of the next.
        int count = _waiting.Count;
        for (int waiter = 0; waiter < count; waiter++)
        {
            _waiting.Dequeue().TrySetResult();
        }
    }
}
