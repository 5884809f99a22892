using Scalewright.Listeners;

namespace VirtCluster;

/// <summary>The token of an agent: from the environment, which other users cannot see, or a new one.</summary>
internal static class AgentToken
{
    public const string Variable = "VT_AGENT_TOKEN";

    /// <summary>Reads the token, or generates one and prints it.</summary>
    /// <param name="output">Receives a generated token.</param>
    public static string ReadOrGenerate(TextWriter output) => ListenerToken.ReadOrGenerate(Variable, "token", output);
}
