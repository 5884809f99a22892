namespace Scalewright.Agents.Services;

/// <summary>What answers a method of a service; generated.</summary>
/// <typeparam name="T">The interface.</typeparam>
/// <param name="Name">Its name in calls, as <c>greet</c> for <c>GreetAsync</c>.</param>
/// <param name="InvokeAsync">Reads the arguments, calls the method, and gives its answer to the invocation.</param>
public sealed record AgentMethod<T>(string Name, Func<T, ServiceInvocation, Task> InvokeAsync)
    where T : class
{
    /// <summary>Whether the caller sends a stream.</summary>
    public bool TakesItems { get; init; }

    /// <summary>Whether the answer is a stream.</summary>
    public bool GivesItems { get; init; }
}
