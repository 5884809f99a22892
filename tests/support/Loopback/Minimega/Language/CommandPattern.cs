namespace Loopback.Minimega.Language;

internal sealed partial class CommandPattern
{
    private readonly PatternToken[] _tokens;

    /// <summary>Parses a pattern in the notation of <c>commands.json</c>.</summary>
    public CommandPattern(string text) => _tokens = [.. Pieces().Matches(text).Select(piece => PatternToken.Read(piece.Value))];

    public CommandMatch? Match(IReadOnlyList<string> words, int start, Func<int, CommandMatch?> nested)
    {
        int at = start;
        List<string> name = [];
        List<string> values = [];
        StringBuilder spelling = new();
        foreach (PatternToken token in _tokens)
        {
            if (token.Kind == TokenKind.Nested)
            {
                CommandMatch? inner = at < words.Count ? nested(at) : null;
                return inner is null ? null : new(string.Join(' ', name), values, inner, spelling + inner.Spelling);
            }

            if (at == words.Count)
            {
                if (!token.Optional)
                {
                    return null;
                }

                continue;
            }

            int taken = Take(token, words, at, name, values, spelling);
            if (taken == 0)
            {
                return null;
            }

            at += taken;
        }

        return at == words.Count ? new(string.Join(' ', name), values, null, spelling.ToString()) : null;
    }

    public IEnumerable<string> Next(IReadOnlyList<string> before)
    {
        for (int index = 0; index < before.Count; index++)
        {
            if (index >= _tokens.Length || (_tokens[index].Kind == TokenKind.Word && _tokens[index].OptionFor(before[index]) is null))
            {
                return [];
            }
        }

        return before.Count < _tokens.Length ? _tokens[before.Count].Options : [];
    }

    private static int Take(
        PatternToken token,
        IReadOnlyList<string> words,
        int at,
        List<string> name,
        List<string> values,
        StringBuilder spelling
    )
    {
        if (token.Kind == TokenKind.Rest)
        {
            values.AddRange(words.Skip(at));
            spelling.Append('1', words.Count - at);
            return words.Count - at;
        }

        if (token.Kind == TokenKind.Value)
        {
            values.Add(words[at]);
            spelling.Append('1');
            return 1;
        }

        if (token.OptionFor(words[at]) is not { } option)
        {
            return 0;
        }

        (token.Options.Count == 1 ? name : values).Add(option);
        spelling.Append(option == words[at] ? '2' : '1');
        return 1;
    }

    [GeneratedRegex(@"<[^>]*>(\.\.\.)?|\[[^\]]*\](\.\.\.)?|\([^)]*\)|\S+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pieces();
}

internal sealed record PatternToken(TokenKind Kind, IReadOnlyList<string> Options, bool Optional)
{
    /// <summary><c>word</c>, <c>&lt;value&gt;</c>, <c>[value]...</c>, <c>&lt;a,b&gt;</c> or <c>(command)</c></summary>
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

    /// <summary>The word may be an unambiguous prefix.</summary>
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

internal enum TokenKind
{
    /// <summary>One of a few words, which may be abbreviated.</summary>
    Word,

    Value,

    /// <summary>All remaining words.</summary>
    Rest,

    Nested,
}
