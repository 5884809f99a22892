using Scalewright.Providers.Local.Links;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>
/// Assigns numbers in the address range to nodes. Each assigned number has a file that contains the node ID, and its
/// address is unique on this machine. Safe for concurrent use by several programs.
/// </summary>
internal sealed class NodeAddresses(string root, AddressRange range)
{
    private readonly string _addresses = Path.Join(root, "addresses");

    /// <summary>
    /// Reserves the addresses of the range that no node may have, also not one of a folder with an overlapping range.
    /// </summary>
    /// <param name="nodes">Folder of all nodes, which exists.</param>
    /// <returns>The reason why that is not possible; null if they are reserved.</returns>
    public Problem? Reserve(string nodes)
    {
        try
        {
            return range
                .Reserved.Select(address =>
                    MachineAddresses.Reserve(address, nodes) is { } node
                        ? LocalProblems.AddressTaken(address, range.ToString(), node)
                        : null
                )
                .FirstOrDefault(static problem => problem is not null);
        }
        catch (LinkSetupException failure)
        {
            return failure.Problem;
        }
    }

    /// <summary>
    /// Returns the node's number, or acquires the first free one of the range. Returns 0 if none is free.
    /// </summary>
    /// <param name="id">ID of the node.</param>
    /// <param name="folder">Folder of the node, which exists.</param>
    /// <param name="isNew">True if the node cannot have a number yet.</param>
    public int Acquire(string id, string folder, bool isNew)
    {
        if (
            !isNew
            && SharedFolders.List(_addresses, Directory.GetFiles).FirstOrDefault(path => !Path.HasExtension(path) && ReadOwner(path) == id)
                is { } file
        )
        {
            int number = GetNumber(file);
            if (MachineAddresses.TryTake(range.GetAddress(number), folder))
            {
                return number;
            }

            File.Delete(file);
        }

        for (int number = 1; number <= range.Count; number++)
        {
            string path = Path.Join(_addresses, number.ToString(CultureInfo.InvariantCulture));
            string address = range.GetAddress(number);
            if (File.Exists(path) || !MachineAddresses.TryTake(address, folder))
            {
                continue;
            }

            bool isUsed = false;
            SharedFolders.Repeat(() =>
            {
                SharedFolders.MakePrivate(_addresses);
                isUsed = TryTake(path, id);
            });
            if (isUsed)
            {
                return number;
            }

            MachineAddresses.Free(address, folder);
        }

        return 0;
    }

    public void Free(string id, string folder)
    {
        foreach (string path in SharedFolders.List(_addresses, Directory.GetFiles).Where(path => GetId(path) == id))
        {
            if (!Path.HasExtension(path))
            {
                MachineAddresses.Free(range.GetAddress(GetNumber(path)), folder);
            }

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

    private static int GetNumber(string path) => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);

    // A file is named NUMBER.ID until it is renamed to NUMBER.
    private static string GetId(string path) => Path.HasExtension(path) ? Path.GetExtension(path)[1..] : ReadOwner(path);

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

        string temporaryPath = $"{path}.{id}";
        File.WriteAllText(temporaryPath, id);
        try
        {
            File.Move(temporaryPath, path, overwrite: false);
            return ReadOwner(path) == id;
        }
        catch (IOException)
        {
            // Another program acquired the number first.
            File.Delete(temporaryPath);
            return false;
        }
    }
}
