namespace Loopback.Minimega.Language;

internal sealed class CommandLanguage
{
    // Nested modifiers and namespaces; the recordings have three.
    private const int NestingMax = 32;
    private readonly CommandPattern[] _patterns;

    private CommandLanguage(CommandPattern[] patterns) => _patterns = patterns;

    public static CommandLanguage Recorded { get; } = Load();

    /// <exception cref="CommandFailure">No command matches, or several match equally well.</exception>
    public CommandMatch Understand(string line) =>
        Find(ArgumentParser.Split(line), 0, NestingMax) ?? throw new CommandFailure($"invalid command: `{line}`");

    /// <summary>Returns the completions of a prefix, each one word longer or complete.</summary>
    public IReadOnlyList<string> Suggest(string prefix)
    {
        string[] words = prefix.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string last = words.Length == 0 || prefix.EndsWith(' ') ? "" : words[^1];
        string[] before = last.Length == 0 ? words : words[..^1];
        return
        [
            .. _patterns
                .SelectMany(pattern => pattern.Next(before))
                .Where(word => word.StartsWith(last, StringComparison.Ordinal))
                .Select(word => string.Concat(before.Append(word).Select(part => part + " ")))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    private CommandMatch? Find(IReadOnlyList<string> words, int start, int depth)
    {
        if (depth == 0)
        {
            return null;
        }

        CommandMatch? best = null;
        bool ambiguous = false;
        foreach (CommandPattern pattern in _patterns)
        {
            CommandMatch? match = pattern.Match(words, start, at => Find(words, at, depth - 1));
            int order =
                match is null ? -1
                : best is null ? 1
                : string.CompareOrdinal(match.Spelling, best.Spelling);
            ambiguous = order > 0 ? false : ambiguous || (order == 0 && match!.Name != best!.Name);
            best = order > 0 ? match : best;
        }

        return ambiguous ? null : best;
    }

    private static CommandLanguage Load()
    {
        using Stream stream = typeof(CommandLanguage).Assembly.GetManifestResourceStream("commands.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return new([
            .. document
                .RootElement.GetProperty("commands")
                .EnumerateArray()
                .SelectMany(group => group.GetProperty("patterns").EnumerateArray())
                .Select(pattern => new CommandPattern(pattern.GetString()!)),
        ]);
    }
}
