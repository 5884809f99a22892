using Scalewright.Agents;

namespace ScalehubSample;

/// <summary>Provides this program as the agent of nodes. Works for a single file and for a build folder.</summary>
internal static class OwnAgent
{
    /// <summary>Prepares the agent.</summary>
    /// <param name="folder">Folder for a start script, which is needed if the program has more than one file.</param>
    public static AgentDeployerOptions Prepare(string folder)
    {
        string library = Path.Combine(AppContext.BaseDirectory, "shub.dll");
        if (!File.Exists(library))
        {
            return new AgentDeployerOptions();
        }

        string script = Path.Combine(Directory.CreateDirectory(folder).FullName, "shub-agent");
        string root = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        File.WriteAllText(script, $"#!/bin/sh\nexport DOTNET_ROOT={Quote(root)}\nexec {Quote(Path.Combine(AppContext.BaseDirectory, "shub"))} \"$@\"\n");
        return new AgentDeployerOptions { Program = script };
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
