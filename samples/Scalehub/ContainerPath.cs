namespace ScalehubSample;

/// <summary>Paths of Scalehub's container, in which <c>/app/conf</c> is the folder of the configuration.</summary>
internal static class ContainerPath
{
    public const string DefaultsName = "defaults.ini";
    private const string ConfFolder = "/app/conf/";

    /// <summary>Returns the folder of the configuration: the nearest one with <c>defaults.ini</c>, from that of the file upwards.</summary>
    public static string FindRoot(string conf)
    {
        string folder = Path.GetDirectoryName(conf) ?? "";
        for (string? above = Path.GetFullPath(Path.Combine(".", folder)); above is not null; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(Path.Combine(above, DefaultsName)))
            {
                return Path.IsPathRooted(conf) ? above : Path.GetRelativePath(".", above) is var path and not "." ? path : "";
            }
        }

        return folder;
    }

    /// <summary>Returns a path in the container with the same file name; null if the folder of the configuration has none.</summary>
    public static string? FindSimilar(string path, string conf)
    {
        string root = FindRoot(conf);
        return File.Exists(Path.Combine(root, DefaultsName)) && Path.GetFileName(path) is { Length: > 0 } name
            ? Directory.EnumerateFiles(Path.Combine(".", root), "*" + Path.GetExtension(name), SearchOption.AllDirectories).Where(file => Path.GetFileName(file) == name)
                .Order(StringComparer.Ordinal).Select(file => ConfFolder + Path.GetRelativePath(Path.Combine(".", root), file)).FirstOrDefault()
            : null;
    }

    /// <summary>Returns the path on this machine of a path that a configuration names.</summary>
    public static string Find(string path, string conf) => File.Exists(path) || !path.StartsWith(ConfFolder, StringComparison.Ordinal)
        ? Path.Combine(Path.GetDirectoryName(conf) ?? "", path)
        : Path.Combine(FindRoot(conf), path[ConfFolder.Length..]);
}
