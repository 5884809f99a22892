using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Scalewright.Agents.Processes;

/// <summary>Checks for free descriptors before a start, because the runtime ends the process if it finds
/// none.</summary>
internal static partial class DescriptorAvailability
{
    // Starting a program needs six pipe ends and, briefly, some more descriptors. KeptFree is reserved for the runtime.
    private const int NeededForAProgram = 8;
    private const int KeptFree = 24;

    // fcntl(2) and errno of Linux: F_DUPFD_CLOEXEC, EMFILE.
    private const int DuplicateFrom = 1030;
    private const int NoFileOfProcess = 24;

    private static readonly Lock Gate = new();

    public static void Require(string program)
    {
        lock (Gate)
        {
            int max = (int)Math.Min(ProcessStartFailure.MaxFiles, int.MaxValue);
            int start = max - NeededForAProgram - KeptFree;
            if (start <= 0 || (!IsFreeFrom(start) && CountTaken() > start))
            {
                throw ProcessStartFailure.Describe(program, new Win32Exception(NoFileOfProcess));
            }
        }
    }

    // Needs only two system calls, regardless of the number of used descriptors. The kernel assigns the lowest free
    // number, so used descriptors are mostly at the low end.
    private static bool IsFreeFrom(int start)
    {
        int descriptor = Control(0, DuplicateFrom, start);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError() != NoFileOfProcess;
        }

        _ = Close(descriptor);
        return descriptor == start;
    }

    // Some used descriptors may have high numbers from an earlier peak. The enumeration itself uses one.
    private static int CountTaken()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - 1;
        }
        catch (IOException)
        {
            // Without a free descriptor, the folder cannot be listed.
            return int.MaxValue;
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
