using System.Runtime.InteropServices;

namespace Tests.Shared;

/// <summary>The program of tests/support/Programs. Its first argument is the role, as in <c>grid5000</c>.</summary>
public static class TestProgram
{
    private const string Native = "SCALEWRIGHT_NATIVE_PROGRAMS";

    /// <summary>The program as the solution builds it: it starts an assembly beside it.</summary>
    public static string Built { get; } =
        Repository.At(
            "tests",
            "support",
            "Programs",
            "bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            "net10.0",
            "test-programs"
        );

    /// <summary>Whether the programs of the tests were compiled by Native AOT, which start in a tenth of the time.</summary>
    public static bool IsNative { get; } = Environment.GetEnvironmentVariable(Native) is { Length: > 0 };

    public static string Path { get; } = IsNative ? Repository.At("tests", "support", "Programs", "bin", "native", "test-programs") : Built;

    /// <summary>Starts the program without an environment variable for its runtime.</summary>
    public static string[] Command { get; } =
        IsNative ? [Path] : [Environment.ProcessPath!, System.IO.Path.Combine(AppContext.BaseDirectory, "test-programs.dll")];

    private static string Runtime { get; } =
        System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public static ProcessStartInfo Describe(params IEnumerable<string> words)
    {
        ProcessStartInfo start = new(Path, words) { UseShellExecute = false };
        start.Environment["DOTNET_ROOT"] = Runtime;
        return start;
    }

    public static Process Start(params IEnumerable<string> words) => Process.Start(Describe(words))!;

    /// <summary>Agents must be single files, which the program is not in a build for tests; a script is.</summary>
    public static string WriteScript(string path, string variables = "", params string[] words)
    {
        File.WriteAllText(
            path,
            $"#!/bin/sh\nexport DOTNET_ROOT='{Runtime}'\n{variables}\nexec '{Path}' {string.Join(' ', words)} \"$@\"\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherRead
                    | UnixFileMode.OtherExecute
            );
        }

        return path;
    }
}
