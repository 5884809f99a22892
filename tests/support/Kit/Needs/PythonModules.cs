namespace Tests.Shared;

/// <summary>Modules of the Pythons of this machine.</summary>
public static class PythonModules
{
    /// <summary>Whether an interpreter is there and has a module.</summary>
    public static bool Has(string interpreter, string module)
    {
        if (!File.Exists(interpreter))
        {
            return false;
        }

        using Process process = Process.Start(new ProcessStartInfo(interpreter, ["-c", $"import {module}"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>The first <c>python3</c> of the path that has a module; <see langword="null"/> when none has.</summary>
    public static string? FindOnPath(string module) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Join(folder, "python3")).FirstOrDefault(python => Has(python, module));
}
