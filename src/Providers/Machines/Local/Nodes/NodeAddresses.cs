namespace Scalewright.Providers.Local.Nodes;

/// <summary>Which node has which number of the range of addresses: a file for each, with the node in it. Several programs may use them at once.</summary>
internal sealed class NodeAddresses(string root)
{
    private readonly string _addresses = Path.Join(root, "addresses");

    /// <summary>Takes the first free number of a range for a node; the same again when it has one.</summary>
    /// <param name="count">How many there are, from 1.</param>
    /// <param name="isNew">Whether it cannot have one yet.</param>
    /// <returns>The number; 0 when none is free.</returns>
    public int Take(string id, int count, bool isNew)
    {
        if (!isNew && SharedFolders.List(_addresses, Directory.GetFiles).FirstOrDefault(path => !Path.HasExtension(path) && HolderOf(path) == id) is { } own)
        {
            return int.Parse(Path.GetFileName(own), CultureInfo.InvariantCulture);
        }

        for (int number = 1; number <= count; number++)
        {
            bool isTaken = false;
            SharedFolders.Repeat(() =>
            {
                SharedFolders.MakePrivate(_addresses);
                isTaken = TryTake(Path.Join(_addresses, number.ToString(CultureInfo.InvariantCulture)), id);
            });
            if (isTaken)
            {
                return number;
            }
        }

        return 0;
    }

    /// <summary>Gives a node's number back.</summary>
    public void Free(string id)
    {
        foreach (string path in SharedFolders.List(_addresses, Directory.GetFiles).Where(path => IdOf(path) == id))
        {
            File.Delete(path);
        }

        SharedFolders.RemoveEmpty(_addresses);
    }

    /// <summary>Gives back what nodes have that are not there.</summary>
    /// <param name="isThere">Whether a node is.</param>
    public void Sweep(Func<string, bool> isThere)
    {
        foreach (string path in SharedFolders.List(_addresses, Directory.GetFiles).Where(path => !isThere(IdOf(path))))
        {
            File.Delete(path);
        }

        SharedFolders.RemoveEmpty(_addresses);
    }

    // A file is called NUMBER.ID until it has its name.
    private static string IdOf(string path) => Path.HasExtension(path) ? Path.GetExtension(path)[1..] : HolderOf(path);

    private static string HolderOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    // A file that is created and then written could be seen empty; one that gets its name at the end cannot.
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
            return HolderOf(path) == id;
        }
        catch (IOException)
        {
            File.Delete(own);
            return false;
        }
    }
}
