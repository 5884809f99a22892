using System.Reflection;
using System.Runtime.Versioning;
using Scalewright.Agents;

namespace Benchmarks.Fidelity;

/// <summary>Runs this program as the agent of nodes, each in a separate process.</summary>
internal static class OwnAgent
{
    /// <summary>Writes the agent file for nodes: a start script, because this program has several files.</summary>
    [UnsupportedOSPlatform("windows")]
    public static AgentDeployerOptions Write(string path)
    {
        string dll =
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? $"'{Assembly.GetExecutingAssembly().Location}' " : "";
        File.WriteAllText(path, $"#!/bin/sh\nexec '{Environment.ProcessPath}' {dll}\"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new AgentDeployerOptions { Program = path };
    }
}
