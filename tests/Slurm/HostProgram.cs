using Scalewright;
namespace Slurm.Tests;

/// <summary>The program of tests/Slurm.Host, which is more than one file, started by one.</summary>
internal static class HostProgram
{
    public static string Built => Repository.At("tests", "Slurm.Host", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "slurm-host");

    /// <summary>Writes a script that becomes the program, and gives its path.</summary>
    /// <param name="path">Where.</param>
    /// <param name="variables">Lines of the script before it does.</param>
    /// <param name="words">The program's first arguments.</param>
    public static string MakeScript(string path, string variables = "", params string[] words)
    {
        string root = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        File.WriteAllText(path, $"#!/bin/sh\nexport DOTNET_ROOT={ShellQuote.Quote(root)}\n{variables}\nexec {ShellQuote.Join([Built, .. words])} \"$@\"\n");
        return path;
    }
}
