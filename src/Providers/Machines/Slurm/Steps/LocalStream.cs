using System.ComponentModel;
using System.Diagnostics;
using Scalewright.Streams;

namespace Scalewright.Providers.Slurm.Steps;

/// <summary>The standard input and output of a program of this machine, which ends with them. What it complains of goes nowhere: its end is seen.</summary>
internal static class LocalStream
{
    // In a session of its own: what interrupts this program lets it end its connections in order.
    private const string Start = "exec setsid \"$@\" 2>/dev/null";

    /// <summary>Starts a program.</summary>
    /// <exception cref="IOException">There is no shell to start it.</exception>
    public static Task<Stream> OpenAsync(ValueList<string> words, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            ProcessStartInfo start = new("/bin/sh", ["-c", Start, "sh", .. words]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
            return Task.FromResult<Stream>(new ProgramStream(Process.Start(start)!));
        }
        catch (Win32Exception failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
