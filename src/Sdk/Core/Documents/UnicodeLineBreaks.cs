namespace Scalewright.Documents;

/// <summary>
/// U+0085, U+2028 and U+2029 end a line in YAML 1.1 but not in YAML 1.2. The scanner implements only the rule of YAML
/// 1.1, so they are replaced with characters of the same width, which keeps positions exact.
/// </summary>
internal readonly struct UnicodeLineBreaks
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\u0085\u2028\u2029");
    private readonly string? _standIns;

    public UnicodeLineBreaks(string text) => _standIns = text.AsSpan().ContainsAny(Breaks) ? FindFree(text) : null;

    public string Hide(string text) => _standIns is null
        ? text
        : text.Replace('\u0085', _standIns[0]).Replace('\u2028', _standIns[1]).Replace('\u2029', _standIns[2]);

    public string Show(string text) => _standIns is null
        ? text
        : text.Replace(_standIns[0], '\u0085').Replace(_standIns[1], '\u2028').Replace(_standIns[2], '\u2029');

    /// <summary>Returns three characters of the private use area that the text does not contain.</summary>
    private static string FindFree(string text)
    {
        HashSet<char> used = [.. text];
        return string.Concat(Enumerable.Range(0xE000, 0x1900)
            .Select(value => (char)value)
            .Where(character => !used.Contains(character))
            .Take(3));
    }
}
