namespace Loopback.Testbeds;

/// <summary>A testbed with a state of its own that answers on this machine only.</summary>
/// <param name="gate">What nobody else holds while its state is read or changed.</param>
public abstract class TestbedServer(LoopbackServer server, string root, Lock gate) : IAsyncDisposable
{
    public Uri Address => new(server.Address, root);

    public FaultList Faults => server.Faults;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return server.DisposeAsync();
    }

    protected T Locked<T>(Func<T> act)
    {
        lock (gate)
        {
            return act();
        }
    }

    protected void Locked(Action act)
    {
        lock (gate)
        {
            act();
        }
    }
}
