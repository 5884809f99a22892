using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Scalewright.Agents.Processes;

/// <summary>Looks for free descriptors before a program is started: the runtime ends the whole process when it needs one itself and finds none.</summary>
internal static partial class FreeDescriptors
{
    // Six ends of pipes and what the start opens for a moment; beyond them, room for the runtime's own needs.
    private const int NeededForAProgram = 8;
    private const int KeptFree = 24;

    // fcntl(2) and errno of Linux: F_DUPFD_CLOEXEC, EMFILE.
    private const int DuplicateFrom = 1030;
    private const int NoFileOfProcess = 24;

    private static readonly Lock Gate = new();

    /// <exception cref="LimitReachedException">Too few are free.</exception>
    public static void Require(string program)
    {
        lock (Gate)
        {
            int max = (int)Math.Min(StartFailure.FilesMax, int.MaxValue);
            int start = max - NeededForAProgram - KeptFree;
            if (start <= 0 || (!IsFreeFrom(start) && CountTaken() > start))
            {
                throw StartFailure.Describe(program, new Win32Exception(NoFileOfProcess));
            }
        }
    }

    // Costs two calls however many are taken. The kernel gives out the lowest number that is free, so what is taken mostly lies together at the low end.
    private static bool IsFreeFrom(int start)
    {
        int found = Control(0, DuplicateFrom, start);
        if (found < 0)
        {
            return Marshal.GetLastPInvokeError() != NoFileOfProcess;
        }

        _ = Close(found);
        return found == start;
    }

    // Some of what is taken may have a high number, from when more was taken. The list itself takes one for a moment.
    private static int CountTaken()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - 1;
        }
        catch (IOException)
        {
            return int.MaxValue;
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
