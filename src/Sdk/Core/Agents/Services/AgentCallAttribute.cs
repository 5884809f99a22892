namespace Scalewright.Agents.Services;

/// <summary>How a method of a service is called.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AgentCallAttribute : Attribute
{
    /// <summary>Seconds after which a call without an answer ends on both sides, or a stream without its next value; 0: <see cref="AgentConnectionOptions.AnswerDeadline"/>.
    /// <see cref="double.PositiveInfinity"/>: never by itself.</summary>
    public double DeadlineSeconds { get; init; }

    /// <summary>Whether doing it twice does no harm. Only then it is called again when the agent was started anew before it answered. Default false.</summary>
    public bool IsRepeatable { get; init; }
}
