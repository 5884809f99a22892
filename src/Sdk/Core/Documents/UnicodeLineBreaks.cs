namespace Scalewright.Documents;

/// <summary>
/// Replaces U+0085, U+2028 and U+2029 before a YAML 1.2 text is scanned. They end a line in YAML 1.1 but not in YAML
/// 1.2, and the scanner implements only YAML 1.1. Each is replaced with one character, so that positions stay exact.
/// </summary>
internal readonly struct UnicodeLineBreaks
{
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\u0085\u2028\u2029");
    private readonly string? _substitutes;

    public UnicodeLineBreaks(string text) => _substitutes = text.AsSpan().ContainsAny(LineBreaks) ? FindUnusedCharacters(text) : null;

    /// <summary>Replaces the line breaks.</summary>
    public string Substitute(string text) =>
        _substitutes is null
            ? text
            : text.Replace('\u0085', _substitutes[0]).Replace('\u2028', _substitutes[1]).Replace('\u2029', _substitutes[2]);

    /// <summary>Restores the line breaks.</summary>
    public string Restore(string text) =>
        _substitutes is null
            ? text
            : text.Replace(_substitutes[0], '\u0085').Replace(_substitutes[1], '\u2028').Replace(_substitutes[2], '\u2029');

    /// <summary>Returns three characters of the Unicode private use area that the text does not contain.</summary>
    private static string FindUnusedCharacters(string text)
    {
        HashSet<char> used = [.. text];
        return string.Concat(
            Enumerable.Range(0xE000, 0x1900).Select(value => (char)value).Where(character => !used.Contains(character)).Take(3)
        );
    }
}
