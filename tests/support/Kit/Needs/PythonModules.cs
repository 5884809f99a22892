namespace Tests.Shared;

public static class PythonModules
{
    public static bool Has(string interpreter, string module)
    {
        if (!File.Exists(interpreter))
        {
            return false;
        }

        using Process process = Process.Start(
            new ProcessStartInfo(interpreter, ["-c", $"import {module}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>Returns the first <c>python3</c> on the path with a module.</summary>
    public static string? FindOnPath(string module) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Join(folder, "python3"))
            .FirstOrDefault(python => Has(python, module));
}
