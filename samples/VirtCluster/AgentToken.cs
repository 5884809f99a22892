using Scalewright.Listeners;

namespace VirtCluster;

/// <summary>The token of an agent: from the environment, where no other user sees it, or a new one.</summary>
internal static class AgentToken
{
    /// <summary>Name of the variable of the environment.</summary>
    public const string Variable = "VT_AGENT_TOKEN";

    /// <summary>Reads the token, or generates one and prints it.</summary>
    /// <param name="output">Receives a generated token.</param>
    public static string ReadOrGenerate(TextWriter output) => StartToken.ReadOrGenerate(Variable, "token", output);
}
