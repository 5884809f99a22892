using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Scalewright.Providers.Containers.Faults;

/// <summary>Data folder of a container: a file system in memory, which is shrunk to be full.</summary>
/// <param name="space">The container, which is on this machine.</param>
/// <param name="folder">Path of the data folder in the container.</param>
internal sealed partial class DataDisk(NodeNamespace space, string folder)
{
    // Programs may write concurrently, so that the size just determined is too small.
    private const int MaxAttempts = 20;

    // System calls of Linux 5.2. They change the mount of another namespace, where the program 'mount' may be missing.
    private const int SelectMount = 433;
    private const int Configure = 431;
    private const int CurrentFolder = -100;
    private const int SetText = 1;
    private const int Reconfigure = 7;

    /// <summary>Returns the size in bytes.</summary>
    /// <exception cref="ContainerFaultException">The folder is not a file system of its own in memory.</exception>
    public long GetSize()
    {
        // https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: the fifth field is the mount point, and the
        // type follows a separator.
        bool isMounted = space
            .ReadFile("mountinfo")
            .Split('\n')
            .Select(line => line.Split(' '))
            .Any(fields => fields.ElementAtOrDefault(4) == folder && fields.ElementAtOrDefault(Array.IndexOf(fields, "-") + 1) == "tmpfs");
        return isMounted ? Find().TotalSize : throw new ContainerFaultException(ContainersProblems.NoDisk);
    }

    /// <summary>Leaves no free space except in partially used pages.</summary>
    /// <exception cref="ContainerFaultException">The size cannot be changed.</exception>
    public void Fill()
    {
        for (int attempt = 1; ; attempt++)
        {
            DriveInfo disk = Find();

            // https://man7.org/linux/man-pages/man5/tmpfs.5.html: a size of 0 means no limit.
            long used = Math.Max(disk.TotalSize - disk.TotalFreeSpace, Environment.SystemPageSize);
            try
            {
                Resize(used);
                return;
            }
            catch (ContainerFaultException) when (attempt < MaxAttempts)
            {
                // More is used now.
            }
        }
    }

    /// <summary>Changes the size, and verifies it.</summary>
    /// <exception cref="ContainerFaultException">The size cannot be changed.</exception>
    public void Resize(long bytes)
    {
        string path = Path.Join(space.GetRoot(), folder);
        nint mount = Call(SelectMount, CurrentFolder, path, 0);
        try
        {
            if (
                mount < 0
                || Call(Configure, mount, SetText, "size", bytes.ToString(CultureInfo.InvariantCulture), 0) < 0
                || Call(Configure, mount, Reconfigure, null, null, 0) < 0
            )
            {
                throw new ContainerFaultException(
                    ContainersProblems.CommandFailed($"resize {folder}", new Win32Exception(Marshal.GetLastPInvokeError()).Message)
                );
            }
        }
        finally
        {
            _ = mount < 0 ? 0 : Close((int)mount);
        }

        if (Find().TotalSize != bytes)
        {
            throw new ContainerFaultException(ContainersProblems.NotApplied($"the size of {folder}"));
        }
    }

    private DriveInfo Find() => new(Path.Join(space.GetRoot(), folder));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, nint folder, string path, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, nint mount, nint command, string? key, string? value, nint flags);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
