using Scalewright.Agents;

namespace ScalehubSample;

/// <summary>This program as the agent of nodes: one file, whether it was published as one or built into a folder.</summary>
internal static class OwnAgent
{
    /// <summary>The agent.</summary>
    /// <param name="folder">Where a script may lie that starts a program which is more than one file.</param>
    public static AgentDeploymentOptions Prepare(string folder)
    {
        string library = Path.Combine(AppContext.BaseDirectory, "shub.dll");
        if (!File.Exists(library))
        {
            return new AgentDeploymentOptions();
        }

        string script = Path.Combine(Directory.CreateDirectory(folder).FullName, "shub-agent");
        string root = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        File.WriteAllText(script, $"#!/bin/sh\nexport DOTNET_ROOT={Quote(root)}\nexec {Quote(Path.Combine(AppContext.BaseDirectory, "shub"))} \"$@\"\n");
        return new AgentDeploymentOptions { Program = script };
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
