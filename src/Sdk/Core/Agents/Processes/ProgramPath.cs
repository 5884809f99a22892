namespace Scalewright.Agents.Processes;

/// <summary>Finds the file of a program as a shell would, so that what is wrong is told before anything is started.</summary>
internal static class ProgramPath
{
    private const string DefaultFolders = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The absolute path of a program.</summary>
    /// <param name="name">Its name, or a path; a relative one begins at the folder.</param>
    /// <param name="folder">Where the program starts; absolute.</param>
    /// <param name="folders">Where to look for a name, with colons between; null: the agent's <c>PATH</c>.</param>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be executed.</exception>
    public static string Find(string name, string folder, string? folders)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(name, folder);
            return !File.Exists(path) ? throw new FileNotFoundException($"there is no program '{Printable.Escape(name)}'")
                : IsExecutable(path) ? path
                : throw new UnauthorizedAccessException($"'{Printable.Escape(name)}' may not be executed");
        }

        return Folders(folders).Select(place => Path.GetFullPath(Path.Combine(place, name), folder)).FirstOrDefault(path => File.Exists(path) && IsExecutable(path))
            ?? throw new FileNotFoundException($"there is no program '{Printable.Escape(name)}' in {Printable.Escape(string.Join(':', Folders(folders)))}");
    }

    private static string[] Folders(string? folders) =>
        (folders ?? Environment.GetEnvironmentVariable("PATH") ?? DefaultFolders).Split(':', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsExecutable(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != UnixFileMode.None;
}
