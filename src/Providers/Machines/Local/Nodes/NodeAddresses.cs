namespace Scalewright.Providers.Local.Nodes;

/// <summary>
/// Assigns numbers in the address range to nodes. Each assigned number has a file that contains the node ID. Safe for
/// concurrent use by several programs.
/// </summary>
internal sealed class NodeAddresses(string root)
{
    private readonly string _addresses = Path.Join(root, "addresses");

    /// <summary>
    /// Returns the node's number, or acquires the first free one of a range. Returns 0 if none is free.
    /// </summary>
    /// <param name="count">Size of the range; numbers start at 1.</param>
    /// <param name="isNew">True if the node cannot have a number yet.</param>
    public int Acquire(string id, int count, bool isNew)
    {
        if (!isNew
            && SharedFolders.List(_addresses, Directory.GetFiles)
                .FirstOrDefault(path => !Path.HasExtension(path) && ReadOwner(path) == id) is { } own)
        {
            return int.Parse(Path.GetFileName(own), CultureInfo.InvariantCulture);
        }

        for (int number = 1; number <= count; number++)
        {
            bool isUsed = false;
            SharedFolders.Repeat(() =>
            {
                SharedFolders.MakePrivate(_addresses);
                isUsed = TryTake(Path.Join(_addresses, number.ToString(CultureInfo.InvariantCulture)), id);
            });
            if (isUsed)
            {
                return number;
            }
        }

        return 0;
    }

    public void Free(string id)
    {
        foreach (string path in SharedFolders.List(_addresses, Directory.GetFiles).Where(path => GetId(path) == id))
        {
            File.Delete(path);
        }

        SharedFolders.RemoveEmpty(_addresses);
    }

    /// <summary>Releases the numbers of nodes that no longer exist.</summary>
    public void Sweep(Func<string, bool> exists)
    {
        foreach (string path in SharedFolders.List(_addresses, Directory.GetFiles).Where(path => !exists(GetId(path))))
        {
            File.Delete(path);
        }

        SharedFolders.RemoveEmpty(_addresses);
    }

    // A file is named NUMBER.ID until it is renamed to NUMBER.
    private static string GetId(string path) =>
        Path.HasExtension(path) ? Path.GetExtension(path)[1..] : ReadOwner(path);

    private static string ReadOwner(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    // The file is written before it is renamed, so that no program can read it while it is empty.
    private static bool TryTake(string path, string id)
    {
        if (File.Exists(path))
        {
            return false;
        }

        string own = $"{path}.{id}";
        File.WriteAllText(own, id);
        try
        {
            File.Move(own, path, overwrite: false);
            return ReadOwner(path) == id;
        }
        catch (IOException)
        {
            File.Delete(own);
            return false;
        }
    }
}
