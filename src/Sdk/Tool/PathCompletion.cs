using System.CommandLine;
using Scalewright.Experiments.Histories;

namespace Scalewright.Tool;

/// <summary>Completions of files and folders. A folder that can contain the completed one ends with a slash.</summary>
internal static class PathCompletion
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json", ".ini"];

    /// <summary>Completes an argument by profile files, definitions of experiments, and folders.</summary>
    public static void AddFiles(Argument file)
    {
        // The help would show the files.
        file.HelpName = file.Name;
        file.CompletionSources.Add(context =>
            Find(context.WordToComplete, file => Extensions.Contains(file.Extension, StringComparer.Ordinal))
        );
    }

    /// <summary>Completes an argument by folders of experiments.</summary>
    public static void AddExperiments(Argument folder)
    {
        folder.HelpName = folder.Name;
        folder.CompletionSources.Add(context => FindExperiments(context.WordToComplete));
    }

    /// <summary>Completes an option by folders of experiments.</summary>
    public static void AddExperiments(Option folder) => folder.CompletionSources.Add(context => FindExperiments(context.WordToComplete));

    /// <summary>Returns the files and folders that continue a path.</summary>
    /// <param name="word">Start of the path.</param>
    /// <param name="isShown">Returns true for a file to include.</param>
    public static string[] Find(string word, Func<FileInfo, bool> isShown)
    {
        string folder = GetFolder(word);
        DirectoryInfo parent = new(folder.Length == 0 ? "." : folder);
        try
        {
            return
            [
                .. parent
                    .EnumerateFileSystemInfos()
                    .Where(entry => entry.Name[0] != '.' && (entry is not FileInfo file || isShown(file)))
                    .Select(entry => folder + entry.Name + (entry is DirectoryInfo ? "/" : ""))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Completion has no output for problems.
            return [];
        }
    }

    /// <summary>Returns the experiments in a folder and in its folders; without one, the folders to search.</summary>
    private static string[] FindExperiments(string word)
    {
        string folder = GetFolder(word);
        try
        {
            string[] parents = [folder, .. Find(word, _ => false)];
            string[] experiments =
            [
                .. parents
                    .SelectMany(parent =>
                        ExperimentFolder.List(parent.Length == 0 ? "." : parent).Select(experiment => parent + experiment.Name)
                    )
                    .Where(path => path.StartsWith(word, StringComparison.Ordinal)),
            ];
            return experiments.Length > 0 ? experiments : parents[1..];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Completion has no output for problems.
            return [];
        }
    }

    private static string GetFolder(string word) => word[..(word.LastIndexOf('/') + 1)];
}
