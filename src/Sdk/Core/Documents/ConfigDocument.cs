namespace Scalewright.Documents;

/// <summary>What came of reading files of <see cref="Dialect.ConfigIni"/> in turn, as Python's configparser does: a later one says over what an earlier one said.</summary>
internal sealed class ConfigDocument
{
    private readonly Dictionary<(string Section, string Key), string> _sources;

    private ConfigDocument(DocumentMap? root, ValueList<Problem> problems, Dictionary<(string Section, string Key), string> sources) =>
        (Root, Problems, _sources) = (root, problems, sources);

    /// <summary>The sections; empty when no file has one, null when something was wrong.</summary>
    public DocumentMap? Root { get; }

    /// <summary>Everything that was found, each with its file; empty when all is well.</summary>
    public ValueList<Problem> Problems { get; }

    /// <summary>Reads files.</summary>
    /// <param name="files">The files, the one that says over the others last.</param>
    /// <param name="limits">How large each may get; null: <see cref="ReadLimits.Default"/>.</param>
    /// <returns>The sections, or the problems. Throws for no input whatever.</returns>
    public static ConfigDocument Read(ValueList<ConfigFile> files, ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ReadLimits bounds = limits ?? ReadLimits.Default;
        ProblemList problems = new(files.Count > 0 ? files[^1].Source : "");
        TreeBuilder tree = new(bounds, problems);
        ConfigIniReader reader = new(tree);
        foreach (ConfigFile file in files)
        {
            ProblemList found = new(file.Source);
            if (SourceText.Check(file.Utf8, bounds, found) is { } text)
            {
                reader.Take(text, file.Source);
            }

            foreach (Problem problem in found.ToValueList())
            {
                problems.Add(problem);
            }
        }

        reader.Emit();
        return new ConfigDocument(problems.HasErrors ? null : tree.Root as DocumentMap ?? DocumentMap.Empty, problems.ToValueList(), reader.Sources);
    }

    /// <summary>The file that a value comes from.</summary>
    /// <param name="key">The key in lower case; empty: the section itself, of which the last file that has it counts.</param>
    /// <returns>The file as the caller named it; empty when nothing like that is there.</returns>
    public string SourceOf(string section, string key = "") => _sources.GetValueOrDefault((section, key), "");
}
