using System.Diagnostics;

namespace Benchmarks;

/// <summary>This program in a process of its own, so that what is measured does not share one with who measures.</summary>
internal static class OwnProgram
{
    /// <summary>How to start it.</summary>
    /// <param name="arguments">The verb and its arguments.</param>
    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(Program).Assembly.Location] : [];
        return new ProcessStartInfo(program, [.. self, .. arguments]) { UseShellExecute = false };
    }
}
