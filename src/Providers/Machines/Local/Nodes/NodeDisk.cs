using Scalewright.Providers.Local.Links;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>The own folder of a node as a disk of a given size, in memory. A full one is a disk that is just as large as what lies on it.</summary>
internal sealed class NodeDisk(NodeFolders folders, LinkCommands commands, string id)
{
    private const long MiB = 1024 * 1024;

    // What programs write meanwhile makes the size too small that was just found.
    private const int TriesMax = 20;

    private string Path => folders.FilesOf(id);

    public bool IsFull => File.Exists(folders.FullPathOf(id));

    /// <summary>Makes the disk, unless it is there, and reads its size back; does nothing for a node that has none.</summary>
    /// <exception cref="LinkException">It cannot be made, or is not as it shall be.</exception>
    public async Task MountAsync(int mebibytes)
    {
        if (mebibytes > 0)
        {
            await (IsMounted() ? Task.CompletedTask : commands.RunAsync(["mount", "-t", "tmpfs", "-o", Invariant($"size={mebibytes}m,mode=0700"), "scalewright", Path]));
            Check(mebibytes * MiB);
        }
    }

    /// <summary>Takes the disk away with all that lies on it.</summary>
    /// <exception cref="LinkException">It cannot be taken away.</exception>
    public Task UnmountAsync() => IsMounted() ? commands.RunAsync(["umount", "-l", Path]) : Task.CompletedTask;

    /// <summary>Leaves no room on the disk but the rest of pages that are begun. A file beside the mark says so, before it is done and until it is undone.</summary>
    /// <exception cref="LinkException">It cannot be done.</exception>
    /// <exception cref="IOException">It cannot be written down; nothing was done then.</exception>
    public async Task FillAsync()
    {
        await File.WriteAllTextAsync(folders.FullPathOf(id), "");
        for (int rest = TriesMax; !await TryFillAsync(rest == 0); rest--)
        {
        }
    }

    /// <exception cref="LinkException">It does not get its size back.</exception>
    /// <exception cref="IOException">It still counts as full.</exception>
    public async Task RestoreAsync(int mebibytes)
    {
        if (IsFull)
        {
            await ResizeAsync(mebibytes * MiB);
            File.Delete(folders.FullPathOf(id));
        }
    }

    private async Task<bool> TryFillAsync(bool isLast)
    {
        DriveInfo disk = new(Path);

        // https://man7.org/linux/man-pages/man5/tmpfs.5.html: a size of 0 is no limit.
        long used = Math.Max(disk.TotalSize - disk.TotalFreeSpace, Environment.SystemPageSize);
        try
        {
            await ResizeAsync(used);
            return true;
        }
        catch (LinkException) when (!isLast)
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
        long found = new DriveInfo(Path).TotalSize;
        if (found != bytes)
        {
            throw new LinkException(LocalProblems.Differs($"the size of {Path}", Invariant($"{bytes}"), Invariant($"{found}")));
        }
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: the fifth field is the place; blanks and backslashes are octal there.
    private bool IsMounted()
    {
        string place = Path.Replace("\\", "\\134", StringComparison.Ordinal).Replace(" ", "\\040", StringComparison.Ordinal)
            .Replace("\t", "\\011", StringComparison.Ordinal).Replace("\n", "\\012", StringComparison.Ordinal);
        return File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ').ElementAtOrDefault(4) == place);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
