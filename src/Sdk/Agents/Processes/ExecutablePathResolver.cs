namespace Scalewright.Agents.Processes;

/// <summary>Resolves a program as a shell does, so that problems are reported before anything is started.</summary>
internal static class ExecutablePathResolver
{
    private const string DefaultFolders = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    private const int MaxShownPath = 60;

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="name">Name or path. A relative path is resolved against the working folder.</param>
    /// <param name="folder">Absolute working folder of the program.</param>
    /// <param name="folders">Search path, separated by colons; null: the agent's <c>PATH</c>.</param>
    public static string Find(string name, string folder, string? folders)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(name, folder);
            if (!File.Exists(path))
            {
                throw new FileNotFoundException($"there is no program '{TextEscaping.Escape(name)}'", name);
            }

            return IsExecutable(path) ? path : throw new UnauthorizedAccessException($"'{TextEscaping.Escape(name)}' may not be executed");
        }

        return Folders(folders)
            .Select(directory => Path.GetFullPath(Path.Combine(directory, name), folder))
            .FirstOrDefault(path => File.Exists(path) && IsExecutable(path))
            ?? throw new FileNotFoundException($"there is no program '{TextEscaping.Escape(name)}' in {Describe(Folders(folders))}", name);
    }

    private static string Describe(string[] folders)
    {
        string path = string.Join(':', folders);
        return path.Length <= MaxShownPath ? TextEscaping.Escape(path) : $"the {Pluralizer.Format(folders.Length, "folder")} of PATH";
    }

    private static string[] Folders(string? folders) =>
        (folders ?? Environment.GetEnvironmentVariable("PATH") ?? DefaultFolders).Split(':', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != UnixFileMode.None;
}
