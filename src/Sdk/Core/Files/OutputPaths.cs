namespace Scalewright.Files;

internal sealed class OutputPaths(string root, ProblemList problems)
{
    // NAME_MAX of common Linux file systems.
    private const int MaxNameLength = 255;
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    public void Check(string path)
    {
        if (FindProblem(path) is { } problem)
        {
            Report(path, problem);
            return;
        }

        if (!_files.Add(path))
        {
            Report(path, "is written twice");
            return;
        }

        CheckFolders(path);
        if (Directory.Exists(Path.Combine(root, path)))
        {
            Report(path, "is a folder");
        }
    }

    /// <summary>Adds a problem for each path that is both a file and the folder of another file.</summary>
    public void CheckTogether()
    {
        foreach (string path in _folders.Where(_files.Contains).Order(StringComparer.Ordinal))
        {
            Report(path, "is a file and also the folder of another file");
        }
    }

    /// <summary>Returns the problem with a path, as the end of a clause. Null if the path is valid.</summary>
    public static string? FindProblem(string path)
    {
        if (string.IsNullOrEmpty(path) || path.Any(char.IsControl) || path.Contains('\\', StringComparison.Ordinal))
        {
            return "is not a plain relative path";
        }

        if (Path.IsPathRooted(path))
        {
            return "is absolute";
        }

        string[] names = path.Split('/');
        if (names.Contains("..", StringComparer.Ordinal))
        {
            return "leaves the folder";
        }

        if (names.Any(name => name is "" or "."))
        {
            return "is not a plain relative path";
        }

        return names.Any(name => Encoding.UTF8.GetByteCount(name) > MaxNameLength)
            ? $"has a name of more than {MaxNameLength} bytes"
            : null;
    }

    /// <summary>Checks each parent folder once. Links are rejected, because their target can change.</summary>
    private void CheckFolders(string path)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            string folder = path[..slash];
            if (!_folders.Add(folder))
            {
                continue;
            }

            string full = Path.Combine(root, folder);
            if (new FileInfo(full).LinkTarget is not null)
            {
                Report(path, $"leaves the folder through the link '{TextEscaping.Escape(folder)}'");
            }
            else if (File.Exists(full))
            {
                Report(path, $"needs the folder '{TextEscaping.Escape(folder)}', but a file of this name exists");
            }
        }
    }

    private void Report(string path, string found) =>
        problems.AddError(
            ProblemCode.OutputNotWritable,
            default,
            TextEscaping.Escape(path),
            found,
            "use a relative path below the folder, with '/' as separator"
        );
}
