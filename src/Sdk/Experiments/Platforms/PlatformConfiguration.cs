using Scalewright.Plugins;

namespace Scalewright.Experiments.Platforms;

/// <summary>Platforms in INI files: a list in <c>[platforms]</c> and sections <c>[platforms.NAME]</c>.</summary>
public sealed record PlatformConfiguration
{
    private const string ListName = "platforms";

    /// <summary>Platforms in the order of the list. Sections that are not listed are ignored.</summary>
    public ValueList<PlatformSection> Platforms { get; init; } = [];

    /// <summary>All sections of the merged files with their keys, including the list and other sections.</summary>
    public DocumentMap Sections { get; init; } = DocumentMap.Empty;

    private ConfigDocument? Origin { get; init; }

    /// <summary>Reads a file.</summary>
    /// <param name="utf8">Content of the file.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <returns>The platforms, or all problems of the file. <see cref="PlatformList.Check"/> validates the sections
    /// against their platforms.</returns>
    public static PlatformReadResult Read(ReadOnlyMemory<byte> utf8, string source = "") => Read([new ConfigFile(source, utf8)]);

    /// <summary>Reads files from disk in order, each within <see cref="ReadLimits.Default"/>.</summary>
    /// <param name="paths">The files; the file with the defaults comes first.</param>
    /// <returns>The platforms, or all problems of the files.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a file is denied.</exception>
    public static PlatformReadResult Load(ValueList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Read([.. paths.Select(path => new ConfigFile(path, BoundedFileReader.Read(path, ReadLimits.Default.MaxBytes)))]);
    }

    /// <summary>Reads files in order. As in Python's configparser, later files override keys of earlier ones.</summary>
    /// <param name="files">The files; the file with the defaults comes first.</param>
    /// <returns>The platforms, or all problems of the files.</returns>
    public static PlatformReadResult Read(ValueList<ConfigFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        ConfigDocument document = ConfigDocument.Read(files);
        if (document.Root is not { } sections)
        {
            return new PlatformReadResult(null, document.Problems);
        }

        ProblemList problems = new(files.Count > 0 ? files[^1].Source : "");
        PlatformConfiguration read = new()
        {
            Sections = sections,
            Origin = document,
            Platforms = List(sections, document, problems),
        };
        return new PlatformReadResult(problems.HasErrors ? null : read, problems.ToValueList()) { PartialConfiguration = read };
    }

    /// <summary>Returns the file that contains a value; empty for a missing value or one created in code.</summary>
    /// <param name="section">The section, for example <c>experiment</c>.</param>
    /// <param name="key">The key in lower case; empty for the section itself.</param>
    public string GetSource(string section, string key = "") => Origin?.GetSource(section, key) ?? "";

    /// <inheritdoc/>
    public bool Equals(PlatformConfiguration? other) =>
        other is not null && Platforms == other.Platforms && Sections.Equals(other.Sections);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Platforms, Sections);

    private static ValueList<PlatformSection> List(DocumentMap sections, ConfigDocument document, ProblemList problems)
    {
        if (sections[ListName] is not DocumentMap head || head[ListName] is not DocumentScalar list)
        {
            TextPosition position = sections[ListName]?.Position ?? new TextPosition(1, 1);
            problems.Add(
                new Problem(
                    ProblemCode.MissingField,
                    "there is no list of platforms",
                    "write [platforms] and below it 'platforms = NAME NAME'"
                )
                {
                    Position = position,
                    Field = $"{ListName}.{ListName}",
                    Source = document.GetSource(ListName),
                }
            );
            return [];
        }

        List<PlatformSection> platforms = [];
        foreach (string name in list.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (ReadSection(name, sections, document) is { } section)
            {
                platforms.Add(section);
                continue;
            }

            // A name may contain commas. If no such section exists, they separate names.
            string[] names = name.Split(',', StringSplitOptions.RemoveEmptyEntries);
            bool isSeparated = name.Contains(',', StringComparison.Ordinal) && names.Length > 0;
            string[] items = list.Text.Split([',', ' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
            string advice = isSeparated
                ? $"separate platforms by spaces: '{ListName} = {TextEscaping.Escape(string.Join(' ', items))}'"
                : $"add [{ListName}.{name}], or take it from the list";
            Missing(name, advice);
            foreach (string part in isSeparated ? names : [])
            {
                if (ReadSection(part, sections, document) is { } meant)
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

        void Missing(string name, string advice) =>
            problems.Add(
                new Problem(ProblemCode.MissingField, "it is in the list and has no section", advice)
                {
                    Position = list.Position,
                    Field = $"{ListName}.{name}",
                    Source = document.GetSource(ListName, ListName),
                }
            );
    }

    private static PlatformSection? ReadSection(string name, DocumentMap sections, ConfigDocument document)
    {
        string path = $"{ListName}.{name}";
        if (!sections.TryGetEntry(path, out DocumentEntry section))
        {
            return null;
        }

        DocumentMap fields = (DocumentMap)section.Value;
        return new PlatformSection(name, fields)
        {
            Source = document.GetSource(path),
            Position = section.KeyPosition,
            Sources = fields
                .Select(entry => KeyValuePair.Create(entry.Key, document.GetSource(path, entry.Key)))
                .Where(entry => entry.Value != document.GetSource(path))
                .ToValueMap(),
        };
    }
}
