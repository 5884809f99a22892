namespace Scalewright.Providers.Local.Nodes;

/// <summary>Folders that several programs create, fill and remove concurrently.</summary>
internal static class SharedFolders
{
    private const int MaxAttempts = 100;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Returns the content of a folder; empty if the folder does not exist.</summary>
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

    /// <summary>Retries an action that failed because another program removed the folder with its last node.</summary>
    public static void Repeat(Action make)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                make();
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < MaxAttempts)
            {
                // Another program removed the empty shared folder in the meantime.
            }
        }
    }

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
            // Another program has added content or removed the folder.
        }
    }

    /// <summary>Creates a folder that only this user can access. Does nothing if the folder exists.</summary>
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
