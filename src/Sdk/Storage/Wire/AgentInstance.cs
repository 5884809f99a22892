namespace Scalewright.Storage.Wire;

/// <summary>Instance of an agent: boot of the server and start of the agent.</summary>
/// <param name="ServerBootTime">Boot time of the server, in the agent's text format; compared as text.</param>
/// <param name="ClientStartTime">Start time of the agent, in its own text format; compared as text.</param>
public sealed record AgentInstance(string ServerBootTime, string ClientStartTime)
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    /// <summary>Creates the instance of a starting agent.</summary>
    /// <param name="serverBoot">Boot time of the server.</param>
    /// <param name="clientStart">Start time of the agent.</param>
    public static AgentInstance Create(DateTimeOffset serverBoot, DateTimeOffset clientStart) => new(Text(serverBoot), Text(clientStart));

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
