namespace Scalewright.Files;

/// <summary>Removes unchanged files of an earlier run that this run did not write. Never follows links.</summary>
internal sealed class StaleFileCleanup(string root, ProblemList problems)
{
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    public int RemovedCount { get; private set; }

    /// <summary>Removes a file, unless it is missing, changed or at an invalid path.</summary>
    /// <param name="sum">Checksum that the earlier run recorded.</param>
    public void Remove(string path, FileDigest sum)
    {
        if (OutputPaths.FindFault(path) is { } fault)
        {
            Keep(path, $"the file is in the list of an earlier run, but its path {fault}");
            return;
        }

        FileInfo file = new(Path.Combine(root, path));
        try
        {
            if (!file.Exists)
            {
                return;
            }

            if (IsBehindLink(path) || FileDigest.Of(file) != sum)
            {
                Keep(path, "the file was created by an earlier run, is no longer generated, and was modified since");
                return;
            }

            file.Delete();
            RemovedCount++;
            _folders.Add(Path.GetDirectoryName(path) ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Keep(path, "the file was created by an earlier run, is no longer generated, and cannot be removed: "
                + $"{ExceptionText.Of(e, file.FullName)}");
        }
    }

    public void RemoveFolders()
    {
        foreach (string start in _folders)
        {
            for (string folder = start; folder.Length > 0
                && TryRemove(Path.Combine(root, folder)); folder = Path.GetDirectoryName(folder) ?? "")
            {
            }
        }
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                return true;
            }

            if (Directory.EnumerateFileSystemEntries(folder).Any())
            {
                return false;
            }

            Directory.Delete(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>True if the path contains a link. A run never writes such a file.</summary>
    private bool IsBehindLink(string path)
    {
        for (string part = path; part.Length > 0; part = Path.GetDirectoryName(part) ?? "")
        {
            if (new FileInfo(Path.Combine(root, part)).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void Keep(string path, string found) =>
        problems.AddWarning(ProblemCode.ModifiedFileKept, default, TextEscaping.Escape(path), found,
            "remove it manually if you no longer need it");
}
