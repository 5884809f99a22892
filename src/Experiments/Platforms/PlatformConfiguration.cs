using Scalewright.Documents;

namespace Scalewright.Experiments.Platforms;

/// <summary>An INI file of platforms: <c>[platforms]</c> lists them, <c>[platforms.NAME]</c> describes one.</summary>
public sealed record PlatformConfiguration
{
    private const string ListName = "platforms";

    /// <summary>The platforms in the order of the list; sections that the list does not name are ignored.</summary>
    public ValueList<PlatformSection> Platforms { get; init; } = [];

    /// <summary>Every section with its keys, the list and others too, those of the defaults file below those of the file.</summary>
    public DocumentMap Sections { get; init; } = DocumentMap.Empty;

    /// <summary>Reads a file.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <param name="defaults">What another file says where this one says nothing, key by key; null: nothing.</param>
    /// <returns>The platforms, or all that is wrong with the file. What a platform thinks of its section is <see cref="PlatformList.Check"/>.</returns>
    public static PlatformReadResult Read(ReadOnlyMemory<byte> utf8, string source = "", PlatformConfiguration? defaults = null)
    {
        Document document = DocumentReader.Read(utf8, Dialect.ConfigIni, source: source);
        bool isBlank = document.Problems.All(problem => problem.Code == ProblemCode.EmptyDocument);
        if (document.Root is null && !isBlank)
        {
            return new PlatformReadResult(null, document.Problems);
        }

        DocumentMap sections = Overlay(defaults?.Sections ?? DocumentMap.Empty, document.Root as DocumentMap ?? DocumentMap.Empty);
        ProblemList problems = new(source);
        PlatformConfiguration read = new() { Sections = sections, Platforms = List(sections, source, problems) };
        return new PlatformReadResult(problems.HasErrors ? null : read, problems.ToValueList());
    }

    private static ValueList<PlatformSection> List(DocumentMap sections, string source, ProblemList problems)
    {
        if (sections[ListName] is not DocumentMap head || head[ListName] is not DocumentScalar list)
        {
            TextSpot spot = sections[ListName]?.Spot ?? new TextSpot(1, 1);
            problems.AddError(ProblemCode.MissingField, spot, $"{ListName}.{ListName}", "there is no list of platforms", "write [platforms] and below it 'platforms = NAME NAME'");
            return [];
        }

        List<PlatformSection> platforms = [];
        foreach (string name in list.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (sections.TryGet($"{ListName}.{name}", out DocumentEntry section))
            {
                platforms.Add(new PlatformSection(name, (DocumentMap)section.Value) { Source = source, Spot = section.KeySpot });
            }
            else
            {
                problems.AddError(ProblemCode.MissingField, list.Spot, $"{ListName}.{name}", "it is in the list and has no section", $"add [{ListName}.{name}], or take it from the list");
            }
        }

        return [.. platforms];
    }

    private static DocumentMap Overlay(DocumentMap below, DocumentMap above)
    {
        if (below.Count == 0)
        {
            return above;
        }

        IEnumerable<DocumentEntry> inherited = below.Where(entry => above[entry.Key] is null).Select(Elsewhere);
        return new DocumentMap(above.Select(entry => below[entry.Key] is DocumentMap under && entry.Value is DocumentMap over
            ? entry with { Value = Overlay(under, over).At(over.Spot) }
            : entry).Concat(inherited), above.Spot);
    }

    /// <summary>What comes from another file has no place in this one.</summary>
    private static DocumentEntry Elsewhere(DocumentEntry entry) => entry with
    {
        KeySpot = default,
        Value = entry.Value is DocumentMap map ? new DocumentMap(map.Select(Elsewhere)) : entry.Value.At(default),
    };
}
