namespace Scalewright.Agents.Services;

/// <summary>Configures calls of a service method.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AgentCallAttribute : Attribute
{
    /// <summary>Timeout in seconds for the response or for each value of a stream, on both sides. Default 0.</summary>
    /// <remarks>0: <see cref="AgentConnectionOptions.ResponseTimeout"/>. <see cref="double.PositiveInfinity"/>: no
    /// timeout.</remarks>
    public double TimeoutSeconds { get; init; }

    /// <summary>True if the call is idempotent. Default false.</summary>
    /// <remarks>Only idempotent calls are retried when the agent restarts before it responds.</remarks>
    public bool IsIdempotent { get; init; }
}
