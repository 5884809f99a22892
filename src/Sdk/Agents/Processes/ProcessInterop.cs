using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Scalewright.Agents.Processes;

/// <summary>Functions of the Linux C library for processes, locks and descriptors that .NET does not provide.</summary>
internal static partial class ProcessInterop
{
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int CloseOnExec = 0x80000;
    public const int LockExclusiveNow = 2 | 4;
    public const int KillSignal = 9;

    /// <summary>O_DIRECTORY; ARM kernels use another value.</summary>
    public static int Directory => IsArm ? 0x4000 : 0x10000;

    /// <summary>O_NOFOLLOW; ARM kernels use another value.</summary>
    public static int NoFollow => IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    /// <summary>Fills up to 256 bytes with random data from the kernel.</summary>
    [LibraryImport("libc", EntryPoint = "getentropy", SetLastError = true)]
    public static partial int FillRandom(ref byte buffer, nuint length);

    /// <summary>Returns another descriptor of the same open file; negative on failure.</summary>
    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    public static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);
}
