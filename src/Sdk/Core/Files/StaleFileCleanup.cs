namespace Scalewright.Files;

/// <summary>
/// Removes files that an earlier run wrote and this run did not, unless they were modified. Never follows links.
/// </summary>
internal sealed class StaleFileCleanup(string root, ProblemList problems)
{
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    public int RemovedCount { get; private set; }

    /// <summary>Removes a file. Keeps it with a warning if it was modified or its path is invalid.</summary>
    /// <param name="digest">Digest that the earlier run recorded.</param>
    public void Remove(string path, FileDigest digest)
    {
        if (OutputPaths.FindProblem(path) is { } problem)
        {
            ReportKept(path, $"the list of an earlier run contains the file, but its path {problem}");
            return;
        }

        FileInfo file = new(Path.Combine(root, path));
        try
        {
            if (!file.Exists)
            {
                return;
            }

            if (ContainsLink(path) || FileDigest.Compute(file) != digest)
            {
                ReportKept(path, "the file was created by an earlier run, is no longer generated, and was modified since");
                return;
            }

            file.Delete();
            RemovedCount++;
            _folders.Add(Path.GetDirectoryName(path) ?? "");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ReportKept(
                path,
                "the file was created by an earlier run, is no longer generated, and cannot be removed: "
                    + $"{ExceptionText.From(exception, file.FullName)}"
            );
        }
    }

    /// <summary>Removes the folders of removed files that are now empty, and their empty parents.</summary>
    public void RemoveFolders()
    {
        foreach (string start in _folders)
        {
            for (
                string folder = start;
                folder.Length > 0 && TryRemove(Path.Combine(root, folder));
                folder = Path.GetDirectoryName(folder) ?? ""
            ) { }
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty folder that remains does no harm.
            return false;
        }
    }

    /// <summary>Returns true if the path contains a symbolic link. A run never writes to such a path.</summary>
    private bool ContainsLink(string path)
    {
        for (string prefix = path; prefix.Length > 0; prefix = Path.GetDirectoryName(prefix) ?? "")
        {
            if (new FileInfo(Path.Combine(root, prefix)).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void ReportKept(string path, string reason) =>
        problems.AddWarning(
            ProblemCode.ModifiedFileKept,
            default,
            TextEscaping.Escape(path),
            reason,
            "remove it manually if you no longer need it"
        );
}
