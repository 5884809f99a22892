namespace Scalewright.Programs;

/// <summary>Finds the command-line word that a misspelled word was probably meant to be.</summary>
public static class SpellingSuggestion
{
    private const int MinPrefixLength = 4;

    private const int MinDeletingLength = 4;

    // A wrong guess must not lead to a command that deletes.
    private static readonly string[] Deleting = ["clean", "cleanup", "delete", "kill", "purge", "remove", "reset", "stop", "teardown"];

    // Commands of the tool that delete, or that accept a state, are suggested for one edit.
    private static readonly string[] Grave = ["adopt", "destroy", "reap", "repair"];

    // Starts of options that skip a check or extend a deletion.
    private static readonly string[] Dangerous = ["--accept-", "--any-key", "--break-lock", "--force", "--include-damaged", "--insecure"];

    /// <summary>Returns the command that was probably meant. Of those that delete, only <c>destroy</c> and <c>reap</c>,
    /// if the word has at least four letters and one edit. For messages only.</summary>
    /// <param name="word">The misspelled word.</param>
    /// <param name="known">Known commands.</param>
    public static string? FindCommand(string word, IReadOnlyList<string> known) =>
        Find(
            word,
            [
                .. known
                    .Except(Deleting, StringComparer.Ordinal)
                    .Where(name =>
                        !Grave.Contains(name, StringComparer.Ordinal)
                        || (word.Length >= MinDeletingLength && Spelling.IsOneEdit(word, name))
                    ),
            ]
        );

    /// <summary>Returns the option that was probably meant; never one that skips a check or extends a deletion. For
    /// messages only.</summary>
    /// <param name="word">The misspelled option.</param>
    /// <param name="optionNames">Known options.</param>
    internal static string? FindOption(string word, IReadOnlyList<string> optionNames) =>
        Find(word, [.. optionNames.Where(name => !Array.Exists(Dangerous, start => name.StartsWith(start, StringComparison.Ordinal)))]);

    /// <summary>Returns the only known word that starts with the given word; otherwise the most similar word, or null.
    /// For messages only.</summary>
    /// <param name="word">The misspelled word.</param>
    /// <param name="known">Known words.</param>
    public static string? Find(string word, IReadOnlyList<string> known)
    {
        string[] longer =
            word.Length < MinPrefixLength ? [] : [.. known.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))];
        return longer.Length == 1 ? longer[0] : Spelling.FindClosest(word, known);
    }
}
