using System.Diagnostics;

namespace Benchmarks;

/// <summary>Starts this program as a separate process, to keep the measured code apart from the measurement.</summary>
internal static class OwnProgram
{
    /// <summary>Creates the start information.</summary>
    /// <param name="arguments">Verb and its arguments.</param>
    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(Program).Assembly.Location] : [];
        return new ProcessStartInfo(program, [.. self, .. arguments]) { UseShellExecute = false };
    }
}
