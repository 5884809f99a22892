namespace Scalewright.Storage.Wire;

/// <summary>Which life of a server, and which run of its agent, speaks.</summary>
/// <param name="ServerBootTime">When the server booted, as the agent writes it; compared as text.</param>
/// <param name="ClientStartTime">When the agent started, as it writes it; compared as text.</param>
public sealed record AgentInstance(string ServerBootTime, string ClientStartTime)
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    /// <summary>The instance of an agent that starts.</summary>
    /// <param name="serverBoot">When the server booted.</param>
    /// <param name="clientStart">When the agent starts.</param>
    public static AgentInstance Of(DateTimeOffset serverBoot, DateTimeOffset clientStart) => new(Text(serverBoot), Text(clientStart));

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, System.Globalization.CultureInfo.InvariantCulture);
}
