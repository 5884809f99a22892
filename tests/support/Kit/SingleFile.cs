namespace Tests.Shared;

/// <summary>
/// The programs of <c>samples/single-file</c>. No project references them, so a test builds the program that it runs
/// and belongs to <see cref="Category.Packaging"/>. The variable <c>SCALEWRIGHT_SINGLE_FILES</c> names a folder of
/// built programs.
/// </summary>
public static class SingleFile
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Folders = new(StringComparer.Ordinal);

    /// <param name="name">File name, as in <c>three-providers</c>.</param>
    public static string Assembly(string name) => Path.Combine(FolderOf(name), $"{name}.dll");

    /// <summary>Requires the variable <c>DOTNET_ROOT</c>.</summary>
    /// <param name="name">File name, as in <c>three-providers</c>.</param>
    public static string Program(string name) => Path.Combine(FolderOf(name), name);

    private static string FolderOf(string name) => Folders.GetOrAdd(name, key => new Lazy<string>(() => Make(key))).Value;

    // In the folder of the tests, because their machines hide the one for temporary files.
    private static string Make(string name)
    {
        if (Environment.GetEnvironmentVariable("SCALEWRIGHT_SINGLE_FILES") is { Length: > 0 } made)
        {
            return Path.Combine(made, name);
        }

        string folder = Path.Combine(AppContext.BaseDirectory, "single-file", name);
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        ProgramResult result = Command.Dotnet(
            Repository.Root, new Dictionary<string, string>(StringComparer.Ordinal), "build", Repository.At("samples", "single-file", $"{name}.cs"), "-c", configuration, "-o", folder);
        return result.ExitCode == 0 ? folder : throw new InvalidOperationException(result.Text);
    }
}
