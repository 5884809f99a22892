using Microsoft.Win32.SafeHandles;

namespace Scalewright.Clusters.Reaping;

/// <summary>Pipe between a program and its watchdog; open while the program runs.</summary>
internal static class WatchdogPipe
{
    /// <summary>Sent by the watchdog once it ignores signals.</summary>
    public const string Ready = "ready";

    /// <summary>Sent by the program after it removed the cluster.</summary>
    public const string Done = "done";

    /// <summary>Waits until the program exits. Called by the watchdog.</summary>
    /// <returns>True if the program has removed the cluster.</returns>
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

    // The descriptors stay open, so that no other file gets their numbers.
    private static FileStream Standard(int number, FileAccess access) =>
        new(new SafeFileHandle(number, ownsHandle: false), access, bufferSize: 0);
}
