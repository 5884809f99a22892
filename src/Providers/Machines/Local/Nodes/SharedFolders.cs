namespace Scalewright.Providers.Local.Nodes;

/// <summary>Folders that several programs make, fill and remove at once.</summary>
internal static class SharedFolders
{
    private const int AttemptsMax = 100;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>What is in a folder; nothing when it is not there.</summary>
    public static string[] List(string folder, Func<string, string[]> list)
    {
        try
        {
            return list(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Does again what found that another program, which removed its last node, has taken the folder away.</summary>
    public static void Repeat(Action make)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                make();
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < AttemptsMax)
            {
            }
        }
    }

    /// <summary>Removes a folder that has nothing in it.</summary>
    public static void RemoveEmpty(string folder)
    {
        try
        {
            if (List(folder, Directory.GetFileSystemEntries).Length == 0)
            {
                Directory.Delete(folder);
            }
        }
        catch (IOException)
        {
            // Another program has put something into it, or has taken it away.
        }
    }

    /// <summary>Makes a folder for this user alone, unless it is there.</summary>
    public static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, Private);
    }
}
