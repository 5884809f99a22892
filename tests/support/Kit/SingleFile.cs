using System.Collections.Concurrent;

namespace Tests.Shared;

/// <summary>
/// The programs of <c>samples/single-file</c>. No project refers to them, so a test that runs one builds it and belongs to the category
/// <see cref="Category.Packaging"/>; where the variable <c>SCALEWRIGHT_SINGLE_FILES</c> names a folder, they are there already.
/// </summary>
public static class SingleFile
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Folders = new(StringComparer.Ordinal);

    /// <summary>The assembly of a program, for <c>dotnet</c>.</summary>
    /// <param name="name">The name of its file, as in <c>three-places</c>.</param>
    public static string Assembly(string name) => Path.Combine(FolderOf(name), $"{name}.dll");

    /// <summary>A program, which needs the variable <c>DOTNET_ROOT</c>.</summary>
    /// <param name="name">The name of its file, as in <c>three-places</c>.</param>
    public static string Program(string name) => Path.Combine(FolderOf(name), name);

    private static string FolderOf(string name) => Folders.GetOrAdd(name, key => new Lazy<string>(() => Make(key))).Value;

    // Below the tests' own folder: machines of the tests hide the one for temporary files.
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
