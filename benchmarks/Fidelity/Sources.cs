namespace Benchmarks.Fidelity;

internal static class Sources
{
    /// <summary>Folder of the solution, above this program.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sdk.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("This program runs below the folder of its sources, and is elsewhere.");
    }
}
