namespace Loopback.Testbeds;

/// <summary>An emulated testbed with its own state on the loopback interface.</summary>
/// <param name="gate">Lock that guards reads and changes of the state.</param>
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
