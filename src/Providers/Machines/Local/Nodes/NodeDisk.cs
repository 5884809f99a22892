using Scalewright.Providers.Local.Links;
using static System.FormattableString;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>Folder of a node as a tmpfs disk of a given size, which is shrunk to simulate a full disk.</summary>
internal sealed class NodeDisk(NodeFolders folders, LinkCommands commands, string id)
{
    private const long MiB = 1024 * 1024;

    // Programs may write concurrently, so that the size just determined is too small.
    private const int MaxTries = 20;

    private string Path => folders.GetFilesPath(id);

    public bool IsFull => File.Exists(folders.GetFullDiskPath(id));

    /// <summary>Mounts the disk unless it is mounted, and verifies its size. Does nothing if the size is 0.</summary>
    /// <exception cref="LinkSetupException">The disk cannot be mounted, or the result differs from the
    /// request.</exception>
    public async Task MountAsync(int mebibytes)
    {
        if (mebibytes > 0)
        {
            if (!IsMounted())
            {
                await commands.RunAsync(["mount", "-t", "tmpfs", "-o", Invariant($"size={mebibytes}m,mode=0700"), "scalewright", Path]);
            }

            Check(mebibytes * MiB);
        }
    }

    /// <summary>Unmounts the disk. Its content is lost.</summary>
    /// <exception cref="LinkSetupException">It cannot be unmounted.</exception>
    public Task UnmountAsync() => IsMounted() ? commands.RunAsync(["umount", "-l", Path]) : Task.CompletedTask;

    /// <summary>
    /// Leaves no free space on the disk except in partially used pages. The fault is stored in a file beside the record
    /// before the change, and kept until the change is reverted.
    /// </summary>
    /// <exception cref="LinkSetupException">The disk cannot be filled.</exception>
    /// <exception cref="IOException">The state cannot be written; nothing was changed.</exception>
    public async Task FillAsync()
    {
        await File.WriteAllTextAsync(folders.GetFullDiskPath(id), "");
        for (int rest = MaxTries; !await TryFillAsync(rest == 0); rest--) { }
    }

    /// <exception cref="LinkSetupException">The size cannot be restored.</exception>
    /// <exception cref="IOException">The disk still counts as full.</exception>
    public async Task RestoreAsync(int mebibytes)
    {
        if (IsFull)
        {
            await ResizeAsync(mebibytes * MiB);
            File.Delete(folders.GetFullDiskPath(id));
        }
    }

    private async Task<bool> TryFillAsync(bool isLast)
    {
        DriveInfo disk = new(Path);

        // https://man7.org/linux/man-pages/man5/tmpfs.5.html: a size of 0 means no limit.
        long used = Math.Max(disk.TotalSize - disk.TotalFreeSpace, Environment.SystemPageSize);
        try
        {
            await ResizeAsync(used);
            return true;
        }
        catch (LinkSetupException) when (!isLast)
        {
            return false;
        }
    }

    private async Task ResizeAsync(long bytes)
    {
        await commands.RunAsync(["mount", "-o", Invariant($"remount,size={bytes}"), Path]);
        Check(bytes);
    }

    private void Check(long bytes)
    {
        long size = new DriveInfo(Path).TotalSize;
        if (size != bytes)
        {
            throw new LinkSetupException(LocalProblems.Differs($"the size of {Path}", Invariant($"{bytes}"), Invariant($"{size}")));
        }
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: the fifth field is the mount point, with blanks
    // and backslashes in octal.
    private bool IsMounted()
    {
        string mountPoint = Path.Replace("\\", "\\134", StringComparison.Ordinal)
            .Replace(" ", "\\040", StringComparison.Ordinal)
            .Replace("\t", "\\011", StringComparison.Ordinal)
            .Replace("\n", "\\012", StringComparison.Ordinal);
        return File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ').ElementAtOrDefault(4) == mountPoint);
    }
}
