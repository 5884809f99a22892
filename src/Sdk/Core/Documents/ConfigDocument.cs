namespace Scalewright.Documents;

/// <summary>Result of reading <see cref="Dialect.PythonConfigParser"/> files; later files override earlier
/// ones.</summary>
public sealed class ConfigDocument
{
    private readonly Dictionary<(string Section, string Key), string> _sources;

    private ConfigDocument(DocumentMap? root, ValueList<Problem> problems, Dictionary<(string Section, string Key), string> sources) =>
        (Root, Problems, _sources) = (root, problems, sources);

    /// <summary>Map of sections, each a map of scalars; null if a file has errors.</summary>
    public DocumentMap? Root { get; }

    /// <summary>Problems of all files.</summary>
    public ValueList<Problem> Problems { get; }

    /// <summary>Reads files in order; later files override earlier ones. Does not throw for invalid input.</summary>
    /// <param name="files">The files.</param>
    /// <param name="limits">Size limits of each file; null: <see cref="ReadLimits.Default"/>.</param>
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
                reader.Read(text, file.Source);
            }

            foreach (Problem problem in found.ToValueList())
            {
                problems.Add(problem);
            }
        }

        reader.Emit();
        return new ConfigDocument(
            problems.HasErrors ? null : tree.Root as DocumentMap ?? DocumentMap.Empty,
            problems.ToValueList(),
            reader.Sources
        );
    }

    /// <summary>Returns the file that defines a value, as the caller named it; empty if missing.</summary>
    /// <param name="section">Name of the section.</param>
    /// <param name="key">Key in lower case; empty selects the last file that has the section.</param>
    public string GetSource(string section, string key = "") => _sources.GetValueOrDefault((section, key), "");
}

/// <summary>A file that is merged with others into one configuration.</summary>
/// <param name="Source">Name of the file in messages.</param>
/// <param name="Utf8">Content as UTF-8.</param>
public sealed record ConfigFile(string Source, ReadOnlyMemory<byte> Utf8);
