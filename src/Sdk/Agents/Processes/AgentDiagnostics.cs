namespace Scalewright.Agents.Processes;

/// <summary>Starts agents without .NET diagnostics, whose sockets remain in the temporary folder after a
/// kill.</summary>
/// <remarks>Diagnostics settings of the user are kept.</remarks>
internal static class AgentDiagnostics
{
    private const string Switch = "DOTNET_EnableDiagnostics";

    // Set if this class set the switch, to distinguish it from the user's own setting.
    private const string Mark = "SCALEWRIGHT_AGENT_DIAGNOSTICS";

    // $1 and following: the program and its arguments. The names are from the .NET documentation, "Runtime
    // configuration options for debugging and profiling".
    private const string Script = $$"""
        [ -n "${{{Switch}}+x}${COMPlus_EnableDiagnostics+x}${{{Switch}}_IPC+x}${DOTNET_DiagnosticPorts+x}" ] ||
            export {{Switch}}=0 {{Mark}}=1
        exec "$@"
        """;

    public static ValueList<string> Without(ValueList<string> command) => ["sh", "-c", Script, "sh", .. command];

    /// <summary>Removes the setting in the agent, so that the programs it starts do not inherit it.</summary>
    public static void Forget()
    {
        if (Environment.GetEnvironmentVariable(Mark) is not null)
        {
            Environment.SetEnvironmentVariable(Switch, null);
            Environment.SetEnvironmentVariable(Mark, null);
        }
    }
}
