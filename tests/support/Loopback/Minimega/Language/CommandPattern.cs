using System.Text;
using System.Text.RegularExpressions;

namespace Loopback.Minimega.Language;

/// <summary>One way to write a command.</summary>
internal sealed partial class CommandPattern
{
    private readonly PatternToken[] _tokens;

    /// <summary>Reads a pattern as <c>commands.json</c> writes it.</summary>
    public CommandPattern(string text) => _tokens = [.. Pieces().Matches(text).Select(piece => PatternToken.Read(piece.Value))];

    /// <summary>Understands the words from a place on; null when they do not fit.</summary>
    /// <param name="words">All words of the line.</param>
    /// <param name="start">The first word of this command.</param>
    /// <param name="nested">Understands the command inside.</param>
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
    /// <param name="before">The words before.</param>
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
