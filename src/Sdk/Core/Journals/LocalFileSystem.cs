using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Journals;

/// <summary>File system of this machine. Linux on x64 or ARM64.</summary>
public sealed class LocalFileSystem : IFileSystem
{
    private const uint FileMode = 0x180; // 0600
    private const uint FolderMode = 0x1C0; // 0700
    private const int OthersMask = 0x3F; // 0077

    // The machine cannot restart while this process runs.
    private static readonly Lazy<string> BootId = new(ReadBootId);

    private LocalFileSystem()
    {
    }

    /// <summary>Verifies that this machine supports locks of open files and durable folders.</summary>
    /// <exception cref="StateException">The platform is not Linux on x64 or ARM64.</exception>
    public static LocalFileSystem Create()
    {
        bool known = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;
        return known ? new LocalFileSystem() : throw StateProblems.UnsupportedPlatform(RuntimeInformation.RuntimeIdentifier);
    }

    /// <summary>Describes this process for the lock of a state.</summary>
    /// <param name="version">Version of the program.</param>
    /// <param name="operation">Name of the operation, for example <c>provision</c>.</param>
    public static LockHolder DescribeHolder(string version, string operation) => new()
    {
        Pid = Environment.ProcessId,
        BootId = BootId.Value,
        Host = Environment.MachineName,
        User = Environment.UserName,
        Version = version,
        Operation = operation,
    };

    /// <summary>
    /// True if the holder was a process of this machine that has exited; false if unknown or not visible.
    /// </summary>
    internal static bool HasEnded(LockHolder holder)
    {
        bool isHere = holder.BootId.Length > 0 && holder.BootId == BootId.Value && holder.Host == Environment.MachineName;
        if (!isHere || (holder.User != Environment.UserName && !Environment.IsPrivilegedProcess))
        {
            return false;
        }

        try
        {
            // proc(5): the state follows the name, which ends with the last parenthesis. Z and X are exited processes.
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{holder.Pid}/stat"));
            return stat.AsSpan(stat.LastIndexOf(')') + 1).Trim() is ['Z' or 'X', ..];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return unreadable is FileNotFoundException or DirectoryNotFoundException;
        }
    }

    /// <summary>
    /// True for a pipe, a socket or a device, which can block the process that opens it. Links are followed. Always
    /// false on other systems than Linux.
    /// </summary>
    /// <param name="path">Any path; false if it does not exist.</param>
    public static bool IsSpecial(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return OperatingSystem.IsLinux() && LocalFile.IsSpecial(path);
    }

    /// <inheritdoc/>
    public IFile Open(string path, FileOpening opening)
    {
        ArgumentNullException.ThrowIfNull(path);
        int flags = opening switch
        {
            FileOpening.Read => LinuxCalls.ReadOnly,
            FileOpening.Append => LinuxCalls.ReadWrite | LinuxCalls.Append,
            FileOpening.Create => LinuxCalls.ReadWrite | LinuxCalls.Append | LinuxCalls.Create | LinuxCalls.Exclusive,
            FileOpening.Update => LinuxCalls.ReadWrite | LinuxCalls.Create,
            _ => LinuxCalls.ReadWrite | LinuxCalls.Append | LinuxCalls.Create,
        };
        LocalFile file = OpenAny(path, flags);
        FileDescription description = file.Describe();
        if (description.IsPlainFile && description.Names == 1)
        {
            return file;
        }

        file.Dispose();
        throw new DiskException(DiskError.NotPlain, "open", path, "it is not a plain file of one name");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            throw new DiskException(File.Exists(folder) ? DiskError.NotFolder : DiskError.NotFound, "list", folder);
        }
        catch (IOException) when (File.Exists(folder))
        {
            throw new DiskException(DiskError.NotFolder, "list", folder);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new DiskException(exception is IOException ? DiskError.Failed : DiskError.Denied, "list", folder, exception.Message);
        }
    }

    /// <inheritdoc/>
    public bool CreateFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (Directory.Exists(folder))
        {
            // Its files may still be writable, and then the first snapshot would fail.
            return LinuxCalls.Access(folder, LinuxCalls.WriteAccess) == 0 ? false : throw LinuxErrors.Last("write to", folder);
        }

        if (File.Exists(folder))
        {
            throw new DiskException(DiskError.NotFolder, "make the folder", folder);
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            CreateFolder(parent);
        }

        return LinuxCalls.MakeFolder(folder, FolderMode) == 0 ? true : throw LinuxErrors.Last("make the folder", folder);
    }

    /// <inheritdoc/>
    public void Rename(string path, string newPath) => Check(LinuxCalls.Rename(path, newPath), "rename", path);

    /// <inheritdoc/>
    public void Delete(string path) => Check(LinuxCalls.Unlink(path), "delete", path);

    /// <inheritdoc/>
    public async ValueTask FlushFolderAsync(string folder)
    {
        using LocalFile opened = OpenAny(folder, LinuxCalls.ReadOnly | LinuxCalls.Directory);
        await opened.FlushAsync();
    }

    /// <inheritdoc/>
    public long GetFreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new DiskException(DiskError.Failed, "measure", folder, exception.Message);
        }
    }

    /// <inheritdoc/>
    public bool TightenAccess(string path)
    {
        using LocalFile file = OpenAny(path, LinuxCalls.ReadOnly);
        int mode = file.Describe().Mode;
        if ((mode & OthersMask) == 0)
        {
            return false;
        }

        file.SetMode((uint)(mode & 0xFFF & ~OthersMask));
        return true;
    }

    /// <inheritdoc/>
    public string? FindForeignOwner(string path) =>
        LocalFile.DescribePath(path) is { } found ? FileOwner.FindFault(found.Owner) : null;

    private static LocalFile OpenAny(string path, int flags)
    {
        // Non-blocking: a named pipe instead of a file must not block the caller.
        const int Always = LinuxCalls.CloseOnExec | LinuxCalls.NonBlocking;
        SafeFileHandle handle = LinuxCalls.Open(path, flags | Always | LinuxCalls.NoFollow, FileMode);
        return handle.IsInvalid ? throw LinuxErrors.Last("open", path) : new LocalFile(handle, path);
    }

    private static void Check(int result, string call, string path)
    {
        if (result < 0)
        {
            throw LinuxErrors.Last(call, path);
        }
    }

    private static string ReadBootId()
    {
        const string BootIdFile = "/proc/sys/kernel/random/boot_id";
        return File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "";
    }
}
