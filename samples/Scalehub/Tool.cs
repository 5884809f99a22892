using System.ComponentModel;
using System.Diagnostics;

namespace ScalehubSample;

/// <summary>Runs a program of this machine with the standard streams of this process.</summary>
internal static class Tool
{
    /// <summary>Waits until the program exits.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="advice">Advice for the user if it is not installed.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="InvalidDataException">The program cannot be started.</exception>
    public static async Task<int> RunAsync(string[] words, string advice, CancellationToken cancellationToken)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false })!;
            try
            {
                await process.WaitForExitAsync(cancellationToken);
                return process.ExitCode;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception failure)
        {
            throw new InvalidDataException($"'{words[0]}' does not start: {failure.Message}; {advice}", failure);
        }
    }
}
