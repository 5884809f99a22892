namespace Scalewright.Agents.Services;

/// <summary>What answers for one service of one agent, made when it is first called.</summary>
internal sealed class ServiceInstance<T>(Func<T> make) : IAsyncDisposable
    where T : class, IAgentService<T>
{
    private readonly Lock _gate = new();
    private T? _value;

    public T Value
    {
        get
        {
            lock (_gate)
            {
                return _value ??= make();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return _value?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }
}
