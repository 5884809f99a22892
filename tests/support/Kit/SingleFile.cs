namespace Tests.Shared;

/// <summary>
/// Builds the programs of <c>samples/single-file</c> on first use, because no project references them. Tests that use
/// them have the category <see cref="Category.Packaging"/>. If the variable <c>SCALEWRIGHT_SINGLE_FILES</c> names a
/// folder of built programs, nothing is built.
/// </summary>
public static class SingleFile
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Folders = new(StringComparer.Ordinal);

    /// <summary>Returns the path of the assembly of a program.</summary>
    /// <param name="name">File name without extension, for example <c>four-providers</c>.</param>
    public static string Assembly(string name) => Path.Combine(GetFolder(name), $"{name}.dll");

    /// <summary>Returns the path of an executable, which requires the variable <c>DOTNET_ROOT</c>.</summary>
    /// <param name="name">File name without extension, for example <c>four-providers</c>.</param>
    public static string Program(string name) => Path.Combine(GetFolder(name), name);

    private static string GetFolder(string name) => Folders.GetOrAdd(name, key => new Lazy<string>(() => Build(key))).Value;

    // Builds below the folder of the tests, because the temporary folder is hidden on the machines of some tests.
    private static string Build(string name)
    {
        if (Environment.GetEnvironmentVariable("SCALEWRIGHT_SINGLE_FILES") is { Length: > 0 } builtFolder)
        {
            return Path.Combine(builtFolder, name);
        }

        string folder = Path.Combine(AppContext.BaseDirectory, "single-file", name);
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        ProgramResult result = Command.Dotnet(
            Repository.Root,
            new Dictionary<string, string>(StringComparer.Ordinal),
            "build",
            Repository.At("samples", "single-file", $"{name}.cs"),
            "-c",
            configuration,
            "-o",
            folder
        );
        return result.ExitCode == 0 ? folder : throw new InvalidOperationException(result.Text);
    }
}
