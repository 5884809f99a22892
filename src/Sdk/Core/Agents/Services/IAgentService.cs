namespace Scalewright.Agents.Services;

/// <summary>What the generator adds to an interface marked with <see cref="AgentServiceAttribute"/>.</summary>
/// <typeparam name="TSelf">The interface.</typeparam>
public interface IAgentService<TSelf> : IAsyncDisposable
    where TSelf : class, IAgentService<TSelf>
{
    /// <summary>How it is called and answered.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "Asked of the type by generic code alone.")]
    static abstract AgentContract<TSelf> Contract { get; }

    /// <summary>A caller's proxy ends its calls under way; what answers on a node has nothing to let go unless it says so.</summary>
    [SuppressMessage("Design", "CA1033", Justification = "Only a default: classes that have something to let go implement it.")]
    [SuppressMessage("Usage", "CA1816", Justification = "There is nothing here that has a finalizer.")]
    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
