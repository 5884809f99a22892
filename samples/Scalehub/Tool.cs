using System.ComponentModel;
using System.Diagnostics;

namespace ScalehubSample;

/// <summary>Runs a program of this machine, which writes to where this one does.</summary>
internal static class Tool
{
    /// <summary>Waits for its end.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="advice">What to do when it is not installed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="InvalidDataException">It does not start.</exception>
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
