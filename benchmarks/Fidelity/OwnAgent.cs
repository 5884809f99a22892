using System.Reflection;
using System.Runtime.Versioning;
using Scalewright.Agents;

namespace Benchmarks.Fidelity;

/// <summary>This program as the agent of nodes, each a process of its own.</summary>
internal static class OwnAgent
{
    /// <summary>Writes what is put on nodes. A program that is more than one file is not put there as it is: a script stands for it.</summary>
    /// <param name="path">Where to.</param>
    [UnsupportedOSPlatform("windows")]
    public static AgentDeploymentOptions Write(string path)
    {
        string dll = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? $"'{Assembly.GetExecutingAssembly().Location}' " : "";
        File.WriteAllText(path, $"#!/bin/sh\nexec '{Environment.ProcessPath}' {dll}\"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new AgentDeploymentOptions { Program = path };
    }
}
