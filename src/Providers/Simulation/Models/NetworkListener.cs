namespace Scalewright.Providers.Simulation.Models;

internal sealed class NetworkListener : IDisposable
{
    private readonly NetworkHost _host;
    private readonly Queue<StreamEnd> _arrived = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _closed;

    internal NetworkListener(NetworkHost host, int port) => (_host, Port) = (host, port);

    public int Port { get; }

    /// <summary>Returns the next stream, in order of arrival.</summary>
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
                static (arrival, token) => ((TaskCompletionSource)arrival!).TrySetCanceled(token),
                arrival
            );
            await arrival.Task;
        }

        return new SimulatedStream(_arrived.Dequeue());
    }

    /// <summary>Stops listening and resets the streams that were not accepted.</summary>
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

    internal void Enqueue(StreamEnd end)
    {
        _arrived.Enqueue(end);
        Wake();
    }

    private void Wake()
    {
        // Wakes all waiters: a canceled one must not consume the wake-up of the next.
        int count = _waiting.Count;
        for (int waiter = 0; waiter < count; waiter++)
        {
            _waiting.Dequeue().TrySetResult();
        }
    }
}
