using Microsoft.Win32.SafeHandles;

namespace Scalewright.Clusters.Reaping;

/// <summary>The pipe between a program and its watchdog: while the program lives, it is open.</summary>
internal static class WatchdogPipe
{
    /// <summary>What the watchdog says once nothing can end it by accident.</summary>
    public const string Ready = "ready";

    /// <summary>What the program says when it has removed the cluster itself.</summary>
    public const string Done = "done";

    /// <summary>In the watchdog: waits for the end of the program.</summary>
    /// <returns>True when there is nothing to do.</returns>
    public static async Task<bool> WaitForEndAsync()
    {
        using (StreamWriter output = new(Standard(1, FileAccess.Write)))
        {
            await output.WriteLineAsync(Ready);
        }

        using StreamReader input = new(Standard(0, FileAccess.Read));
        while (await input.ReadLineAsync() is { } line)
        {
            if (line == Done)
            {
                return true;
            }
        }

        return false;
    }

    // The numbers stay taken, so that no file gets them by chance.
    [SuppressMessage("Reliability", "CA2000", Justification = "The handle owns nothing.")]
    private static FileStream Standard(int number, FileAccess access) => new(new SafeFileHandle(number, ownsHandle: false), access, bufferSize: 0);
}
