using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Storage.Servers;

/// <summary>One run of the agent of a server, from its start to its end. An agent that starts again has another, however soon that is.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle; whoever still waits on its token would meet a disposed one.")]
internal sealed class AgentRun
{
    private readonly CancellationTokenSource _end = new();

    /// <summary>Falls when the run ends, before anything else can happen to the server.</summary>
    public CancellationToken Ended => _end.Token;

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public void End() => _end.Cancel();
}
