using Scalewright.Experiments.Reading;

namespace Scalewright.Experiments.Platforms;

/// <summary>An INI file of platforms: <c>[platforms]</c> lists them, <c>[platforms.NAME]</c> describes one.</summary>
public sealed record PlatformConfiguration
{
    private const string ListName = "platforms";

    /// <summary>The platforms in the order of the list; sections that the list does not name are ignored.</summary>
    public ValueList<PlatformSection> Platforms { get; init; } = [];

    /// <summary>Every section with its keys, the list and others too, as the files together say it.</summary>
    public DocumentMap Sections { get; init; } = DocumentMap.Empty;

    private ConfigDocument? Origin { get; init; }

    /// <summary>Reads a file.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <returns>The platforms, or all that is wrong with the file. What a platform thinks of its section is <see cref="PlatformList.Check"/>.</returns>
    public static PlatformReadResult Read(ReadOnlyMemory<byte> utf8, string source = "") => Read([new ConfigFile(source, utf8)]);

    /// <summary>Reads files from disk in turn, of each no more than <see cref="ReadLimits.Default"/> allows.</summary>
    /// <param name="paths">The files, that of defaults first.</param>
    /// <returns>The platforms, or all that is wrong with the files.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static PlatformReadResult Load(ValueList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Read([.. paths.Select(path => new ConfigFile(path, BoundedFile.Read(path, ReadLimits.Default.BytesMax)))]);
    }

    /// <summary>Reads files in turn, as Python's configparser does: each says over what those before it said, key by key. Each alone may be any part of a configuration.</summary>
    /// <param name="files">The files, that of defaults first.</param>
    /// <returns>The platforms, or all that is wrong with the files.</returns>
    public static PlatformReadResult Read(ValueList<ConfigFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        ConfigDocument document = ConfigDocument.Read(files);
        if (document.Root is not { } sections)
        {
            return new PlatformReadResult(null, document.Problems);
        }

        ProblemList problems = new(files.Count > 0 ? files[^1].Source : "");
        PlatformConfiguration read = new() { Sections = sections, Origin = document, Platforms = List(sections, document, problems) };
        return new PlatformReadResult(problems.HasErrors ? null : read, problems.ToValueList()) { Found = read };
    }

    /// <summary>The file that a value comes from; empty for what is not there, or was made in code.</summary>
    /// <param name="section">The section, as <c>experiment</c>.</param>
    /// <param name="key">The key in lower case; empty: the section itself.</param>
    public string SourceOf(string section, string key = "") => Origin?.SourceOf(section, key) ?? "";

    /// <inheritdoc/>
    public bool Equals(PlatformConfiguration? other) => other is not null && Platforms == other.Platforms && Sections.Equals(other.Sections);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Platforms, Sections);

    private static ValueList<PlatformSection> List(DocumentMap sections, ConfigDocument document, ProblemList problems)
    {
        if (sections[ListName] is not DocumentMap head || head[ListName] is not DocumentScalar list)
        {
            TextSpot spot = sections[ListName]?.Spot ?? new TextSpot(1, 1);
            problems.Add(new Problem(ProblemCode.MissingField, "there is no list of platforms", "write [platforms] and below it 'platforms = NAME NAME'") { Spot = spot, Field = $"{ListName}.{ListName}", Source = document.SourceOf(ListName) });
            return [];
        }

        List<PlatformSection> platforms = [];
        foreach (string name in list.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (SectionOf(name, sections, document) is { } section)
            {
                platforms.Add(section);
                continue;
            }

            // A name may have commas; where there is no such section, they were meant to separate names.
            string[] names = name.Split(',', StringSplitOptions.RemoveEmptyEntries);
            bool isSeparated = name.Contains(',', StringComparison.Ordinal) && names.Length > 0;
            string advice = isSeparated
                ? $"separate platforms by spaces: '{ListName} = {Printable.Escape(string.Join(' ', list.Text.Split([',', ' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)))}'"
                : $"add [{ListName}.{name}], or take it from the list";
            Missing(name, advice);
            foreach (string part in isSeparated ? names : [])
            {
                if (SectionOf(part, sections, document) is { } meant)
                {
                    platforms.Add(meant);
                }
                else
                {
                    Missing(part, $"add [{ListName}.{part}], or take it from the list");
                }
            }
        }

        return [.. platforms];

        void Missing(string name, string advice) => problems.Add(
            new Problem(ProblemCode.MissingField, "it is in the list and has no section", advice) { Spot = list.Spot, Field = $"{ListName}.{name}", Source = document.SourceOf(ListName, ListName) });
    }

    private static PlatformSection? SectionOf(string name, DocumentMap sections, ConfigDocument document)
    {
        string path = $"{ListName}.{name}";
        if (!sections.TryGet(path, out DocumentEntry section))
        {
            return null;
        }

        DocumentMap fields = (DocumentMap)section.Value;
        return new PlatformSection(name, fields)
        {
            Source = document.SourceOf(path),
            Spot = section.KeySpot,
            Sources = fields.Select(entry => KeyValuePair.Create(entry.Key, document.SourceOf(path, entry.Key))).Where(entry => entry.Value != document.SourceOf(path)).ToValueMap(),
        };
    }
}
