using System.ComponentModel;
using System.Diagnostics;

namespace Scalewright.Providers.Containers.Faults;

/// <summary>Runs programs of this machine that change the network of containers.</summary>
/// <param name="clock">Time source of the timeout.</param>
/// <param name="timeout">Timeout of a program.</param>
internal sealed class FaultCommands(TimeProvider clock, TimeSpan timeout)
{
    // Not always on the path of a user.
    private static readonly string[] SystemFolders = ["/usr/sbin", "/sbin"];

    /// <returns>Null if the program does not exist.</returns>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(SystemFolders)
            .Select(folder => Path.Join(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program and returns its output.</summary>
    /// <exception cref="ContainerFaultException">The program does not exist, fails, or takes too long.</exception>
    public async Task<string> RunAsync(ValueList<string> command, string input = "")
    {
        string text = string.Join(' ', command);
        ProcessStartInfo start = new(Find(command[0]) ?? command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using Process process = Process.Start(start)!;
            return await EndAsync(process, text, input);
        }
        catch (Win32Exception failure)
        {
            throw new ContainerFaultException(ContainersProblems.CommandFailed(text, failure.Message), failure);
        }
    }

    private async Task<string> EndAsync(Process process, string text, string input)
    {
        using CancellationTokenSource timeoutSource = new(timeout, clock);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(timeoutSource.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(timeoutSource.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), timeoutSource.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(timeoutSource.Token);
            if (process.ExitCode == 0)
            {
                return await output;
            }

            string reason = (await error).Trim();
            throw new ContainerFaultException(
                ContainersProblems.CommandFailed(text, reason.Length > 0 ? reason : $"exit code {process.ExitCode}")
            );
        }
        catch (OperationCanceledException failure)
        {
            process.Kill(entireProcessTree: true);
            throw new ContainerFaultException(ContainersProblems.CommandFailed(text, $"it took longer than {timeout}"), failure);
        }
    }
}
