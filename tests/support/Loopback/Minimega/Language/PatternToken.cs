namespace Loopback.Minimega.Language;

/// <summary>One place of a pattern.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Options">The words that may stand there; empty for values.</param>
/// <param name="Optional">True when it may be left out.</param>
internal sealed record PatternToken(TokenKind Kind, IReadOnlyList<string> Options, bool Optional)
{
    /// <summary>Reads <c>word</c>, <c>&lt;value&gt;</c>, <c>[value]...</c>, <c>&lt;a,b&gt;</c> or <c>(command)</c>.</summary>
    public static PatternToken Read(string text)
    {
        if (text[0] == '(')
        {
            return new(TokenKind.Nested, [], Optional: false);
        }

        if (text[0] is not ('<' or '['))
        {
            return new(TokenKind.Word, [text], Optional: false);
        }

        bool rest = text.EndsWith("...", StringComparison.Ordinal);
        string inner = text[1..^(rest ? 4 : 1)];
        bool optional = text[0] == '[';
        return inner.Contains(',') && !inner.Contains(' ')
            ? new(TokenKind.Word, inner.Split(',', StringSplitOptions.RemoveEmptyEntries), optional)
            : new(rest ? TokenKind.Rest : TokenKind.Value, [], optional);
    }

    /// <summary>The option that a word means: the word itself, or the only one that it begins; null when there is none.</summary>
    public string? OptionFor(string word)
    {
        if (Options.Contains(word, StringComparer.Ordinal))
        {
            return word;
        }

        string[] longer = [.. Options.Where(option => word.Length > 0 && option.StartsWith(word, StringComparison.Ordinal))];
        return longer.Length == 1 ? longer[0] : null;
    }
}
