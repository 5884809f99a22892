using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Scalewright.Journals;

/// <summary>Functions of the Linux C library that .NET does not provide: locks, folders, links, permissions.</summary>
internal static partial class LinuxInterop
{
    /// <summary>W_OK of access(2).</summary>
    public const int WriteAccess = 2;

    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Append = 0x400;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int LockExclusiveNow = 2 | 4;
    public const int Unlock = 8;
    public const uint StartWritingAll = 2;

    /// <summary>O_DIRECTORY; ARM kernels use another value.</summary>
    public static int Directory => IsArm ? 0x4000 : 0x10000;

    /// <summary>O_NOFOLLOW; ARM kernels use another value.</summary>
    public static int NoFollow => IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, ref byte buffer, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, ref byte buffer, nint length);

    /// <summary>
    /// Writes at an offset. Linux ignores the offset and appends if the file was opened with <see cref="Append"/>.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint WriteAt(SafeFileHandle file, ref byte buffer, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Truncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Flush(SafeFileHandle file);

    /// <summary>
    /// Starts to write dirty pages to disk, without waiting and without durability. 0 bytes: up to the end of the file.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    public static partial int StartWriting(SafeFileHandle file, long offset, long bytes, uint flags = StartWritingAll);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int SetMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFolder(string path, uint mode);

    /// <summary>Returns 0 if this user has access to a file or folder.</summary>
    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    /// <summary>Calls statx, because its structure is the same on all architectures.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Describe(int folder, string path, int flags, uint mask, ref StatxBuffer description);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DescribeOpen(SafeFileHandle file, string path, int flags, uint mask, ref StatxBuffer description);

    /// <summary>Exits the process immediately: no further code runs, no buffer is flushed.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int code);
}
