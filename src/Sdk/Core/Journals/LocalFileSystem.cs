using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Journals;

/// <summary>File system of this machine. Requires Linux on x64 or ARM64.</summary>
public sealed class LocalFileSystem : IFileSystem
{
    private const uint FileMode = 0x180; // 0600
    private const uint FolderMode = 0x1C0; // 0700
    private const int OthersMask = 0x3F; // 0077

    // Cached, because the machine cannot restart while this process runs.
    private static readonly Lazy<string> BootId = new(ReadBootId);

    private LocalFileSystem() { }

    /// <summary>
    /// Creates the file system after verifying that this machine supports locks of open files and durable folders.
    /// </summary>
    /// <exception cref="StateException">The platform is not Linux on x64 or ARM64.</exception>
    public static LocalFileSystem Create()
    {
        bool isSupported = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;
        return isSupported ? new LocalFileSystem() : throw StateProblems.UnsupportedPlatform(RuntimeInformation.RuntimeIdentifier);
    }

    /// <summary>Describes this process for the lock of a state.</summary>
    /// <param name="version">Version of the program.</param>
    /// <param name="operation">Name of the operation, for example <c>provision</c>.</param>
    public static LockHolder CreateLockHolder(string version, string operation) =>
        new()
        {
            ProcessId = Environment.ProcessId,
            BootId = BootId.Value,
            Host = Environment.MachineName,
            User = Environment.UserName,
            Version = version,
            Operation = operation,
        };

    /// <summary>
    /// Returns true if the holder was a process of this machine that has exited; false if unknown or not visible.
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
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{holder.ProcessId}/stat"));
            return stat.AsSpan(stat.LastIndexOf(')') + 1).Trim() is ['Z' or 'X', ..];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception is FileNotFoundException or DirectoryNotFoundException;
        }
    }

    /// <summary>
    /// Returns true for a pipe, a socket or a device, which can block the process that opens it. Links are followed.
    /// Always false on systems other than Linux.
    /// </summary>
    /// <param name="path">Any path; false if it does not exist.</param>
    public static bool IsSpecialFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return OperatingSystem.IsLinux() && LocalFile.IsSpecial(path);
    }

    /// <summary>Returns a clause with both users if the owner of a file is not the user of this process; otherwise null.
    /// </summary>
    /// <param name="owner">User ID of the owner.</param>
    public static string? FindOwnershipProblem(uint owner) => FileOwner.FindProblem(owner);

    /// <inheritdoc/>
    public IFile Open(string path, FileOpenMode mode)
    {
        ArgumentNullException.ThrowIfNull(path);
        int flags = mode switch
        {
            FileOpenMode.Read => LinuxInterop.ReadOnly,
            FileOpenMode.Append => LinuxInterop.ReadWrite | LinuxInterop.Append,
            FileOpenMode.CreateNew => LinuxInterop.ReadWrite | LinuxInterop.Append | LinuxInterop.Create | LinuxInterop.Exclusive,
            FileOpenMode.OpenOrCreate => LinuxInterop.ReadWrite | LinuxInterop.Create,
            _ => LinuxInterop.ReadWrite | LinuxInterop.Append | LinuxInterop.Create,
        };
        LocalFile file = OpenAny(path, flags);
        StatxBuffer description = file.Describe();
        if (description.IsPlainFile && description.Names == 1)
        {
            return file;
        }

        file.Dispose();
        throw new FileSystemException(FileSystemError.NotARegularFile, "open", path, "it is not a plain file of one name");
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
            throw new FileSystemException(File.Exists(folder) ? FileSystemError.NotAFolder : FileSystemError.NotFound, "list", folder);
        }
        catch (IOException) when (File.Exists(folder))
        {
            throw new FileSystemException(FileSystemError.NotAFolder, "list", folder);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new FileSystemException(
                exception is IOException ? FileSystemError.Failed : FileSystemError.AccessDenied,
                "list",
                folder,
                exception.Message
            );
        }
    }

    /// <inheritdoc/>
    public bool CreateFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (Directory.Exists(folder))
        {
            // If only the folder is read-only, its files can still be written, but the first snapshot would fail.
            return LinuxInterop.Access(folder, LinuxInterop.WriteAccess) == 0 ? false : throw ErrnoMapping.Last("write to", folder);
        }

        if (File.Exists(folder))
        {
            throw new FileSystemException(FileSystemError.NotAFolder, "create the folder", folder);
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            CreateFolder(parent);
        }

        if (LinuxInterop.MakeFolder(folder, FolderMode) == 0)
        {
            return true;
        }

        FileSystemException failure = ErrnoMapping.Last("create the folder", folder);
        return failure.Error == FileSystemError.AlreadyExists && Directory.Exists(folder)
            ? CreateFolder(folder) // Another store created it in the meantime.
            : throw failure;
    }

    /// <inheritdoc/>
    public void Rename(string path, string newPath) => Check(LinuxInterop.Rename(path, newPath), "rename", path);

    /// <inheritdoc/>
    public void Delete(string path) => Check(LinuxInterop.Unlink(path), "delete", path);

    /// <inheritdoc/>
    public async ValueTask FlushFolderAsync(string folder)
    {
        using LocalFile opened = OpenAny(folder, LinuxInterop.ReadOnly | LinuxInterop.Directory);
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
            throw new FileSystemException(FileSystemError.Failed, "measure", folder, exception.Message);
        }
    }

    /// <inheritdoc/>
    public bool IsAccessibleToOthers(string path)
    {
        using LocalFile file = OpenAny(path, LinuxInterop.ReadOnly);
        return (file.Describe().Mode & OthersMask) != 0;
    }

    /// <inheritdoc/>
    public void RestrictPermissions(string path)
    {
        using LocalFile file = OpenAny(path, LinuxInterop.ReadOnly);
        file.SetMode((uint)(file.Describe().Mode & 0xFFF & ~OthersMask));
    }

    /// <inheritdoc/>
    public string? FindForeignOwner(string path) => LocalFile.DescribePath(path) is { } file ? FileOwner.FindProblem(file.Owner) : null;

    private static LocalFile OpenAny(string path, int flags)
    {
        // Non-blocking: a named pipe instead of a file must not block the caller.
        const int Always = LinuxInterop.CloseOnExec | LinuxInterop.NonBlocking;
        SafeFileHandle handle = LinuxInterop.Open(path, flags | Always | LinuxInterop.NoFollow, FileMode);
        return handle.IsInvalid ? throw ErrnoMapping.Last("open", path) : new LocalFile(handle, path);
    }

    private static void Check(int result, string call, string path)
    {
        if (result < 0)
        {
            throw ErrnoMapping.Last(call, path);
        }
    }

    private static string ReadBootId()
    {
        const string BootIdFile = "/proc/sys/kernel/random/boot_id";
        return File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "";
    }
}
