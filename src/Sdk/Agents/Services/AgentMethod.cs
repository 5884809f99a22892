namespace Scalewright.Agents.Services;

/// <summary>Handler of a service method; generated.</summary>
/// <typeparam name="T">The service interface.</typeparam>
/// <param name="Name">Name in calls, for example <c>greet</c> for <c>GreetAsync</c>.</param>
/// <param name="InvokeAsync">Reads the arguments, calls the method and passes the result to the invocation.</param>
public sealed record AgentMethod<T>(string Name, Func<T, ServiceInvocation, Task> InvokeAsync)
    where T : class
{
    /// <summary>True if the caller sends a stream.</summary>
    public bool IsClientStreaming { get; init; }

    /// <summary>True if the response is a stream.</summary>
    public bool IsServerStreaming { get; init; }
}
