namespace Scalewright.Agents.Services;

/// <summary>Members that the generator adds to an interface with <see cref="AgentServiceAttribute"/>.</summary>
/// <typeparam name="TSelf">The service interface.</typeparam>
public interface IAgentService<TSelf> : IAsyncDisposable
    where TSelf : class, IAgentService<TSelf>
{
    /// <summary>Contract of the service.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "Asked of the type by generic code alone.")]
    static abstract AgentContract<TSelf> Contract { get; }

    /// <summary>On a caller's proxy, cancels its calls. On a node, does nothing unless implemented.</summary>
    [SuppressMessage("Design", "CA1033", Justification = "Only a default: classes that have something to release implement it.")]
    [SuppressMessage("Usage", "CA1816", Justification = "There is nothing here that has a finalizer.")]
    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
