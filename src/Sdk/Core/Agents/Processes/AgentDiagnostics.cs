namespace Scalewright.Agents.Processes;

/// <summary>Agents run without the diagnostics of .NET: one that is killed leaves their sockets in the machine's folder for temporary files. Who has set anything about them has them as set.</summary>
internal static class AgentDiagnostics
{
    private const string Switch = "DOTNET_EnableDiagnostics";

    // There when the switch is ours, so that the agent knows it from the user's.
    private const string Mark = "SCALEWRIGHT_AGENT_DIAGNOSTICS";

    // $1 and on: the program. The names are those of the documentation of .NET, "Runtime configuration options for debugging and profiling".
    private const string Script = $$"""
        [ -n "${{{Switch}}+x}${COMPlus_EnableDiagnostics+x}${{{Switch}}_IPC+x}${DOTNET_DiagnosticPorts+x}" ] || export {{Switch}}=0 {{Mark}}=1
        exec "$@"
        """;

    /// <summary>The words that start a program so.</summary>
    public static ValueList<string> Without(ValueList<string> words) => ["sh", "-c", Script, "sh", .. words];

    /// <summary>Takes it back in the agent itself: what it starts is none of this.</summary>
    public static void Forget()
    {
        if (Environment.GetEnvironmentVariable(Mark) is not null)
        {
            Environment.SetEnvironmentVariable(Switch, null);
            Environment.SetEnvironmentVariable(Mark, null);
        }
    }
}
