using System.Text.RegularExpressions;

namespace Loopback.Minimega.Language;

/// <summary>One way to write a command.</summary>
internal sealed partial class CommandPattern
{
    private readonly PatternToken[] _tokens;

    /// <summary>Reads a pattern as <c>commands.json</c> writes it.</summary>
    public CommandPattern(string text) => _tokens = [.. Pieces().Matches(text).Select(piece => PatternToken.Read(piece.Value))];

    /// <summary>Understands the words from a place on; null when they do not fit.</summary>
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

    /// <summary>The words that could stand after the first ones; empty when those do not fit.</summary>
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

    private static int Take(PatternToken token, IReadOnlyList<string> words, int at, List<string> name, List<string> values, StringBuilder spelling)
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

/// <summary>What a place of a pattern takes.</summary>
internal enum TokenKind
{
    /// <summary>One of a few words, which may be cut short.</summary>
    Word,

    /// <summary>Any word.</summary>
    Value,

    /// <summary>All words up to the end.</summary>
    Rest,

    /// <summary>Another command.</summary>
    Nested,
}
