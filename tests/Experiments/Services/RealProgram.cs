namespace Experiments.Services.Tests;

internal static class RealProgram
{
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Append("/usr/sbin")
            .Append("/usr/bin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    public static async Task<(int Exit, string Output, string Errors)> RunAsync(string name, IEnumerable<string> arguments)
    {
        using Process process = Start(name, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    public static Process Start(string name, IEnumerable<string> arguments, string? folder = null)
    {
        ProcessStartInfo start = new(Find(name)!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.WorkingDirectory = folder ?? "";
        start.Environment["LC_ALL"] = "C.UTF-8";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
