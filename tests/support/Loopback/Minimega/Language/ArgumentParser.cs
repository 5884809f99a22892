namespace Loopback.Minimega.Language;

/// <summary>
/// Quotes of either kind keep blanks. A backslash escapes the next character, also inside quotes. Source:
/// pkg/minicli/input.go of minimega.
/// </summary>
internal static class ArgumentParser
{
    public static bool IsBlank(string line) => line.AsSpan().Trim() is [] or ['#', ..];

    public static IReadOnlyList<string> Split(string line)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char quote = '\0';
        bool isEscaped = false;
        foreach (char character in line)
        {
            if (isEscaped)
            {
                word ??= new();
                word.Append(Unescape(character));
                isEscaped = false;
            }
            else if (character == '\\')
            {
                isEscaped = true;
            }
            else if (quote != '\0')
            {
                quote = Quoted(word!, character, quote);
            }
            else if (char.IsWhiteSpace(character))
            {
                Flush(words, ref word);
            }
            else
            {
                word ??= new();
                quote = Plain(word, character);
            }
        }

        if (isEscaped)
        {
            throw new CommandFailure("expected escape character");
        }

        Flush(words, ref word);
        return quote == '\0' ? words : throw new CommandFailure($"missing terminal {quote}");
    }

    private static char Unescape(char character) =>
        character switch
        {
            'r' => '\r',
            'n' => '\n',
            't' => '\t',
            '\\' or '"' or '\'' or '#' => character,
            _ => throw new CommandFailure($"unexpected escaped character: {character}"),
        };

    private static char Quoted(StringBuilder word, char character, char quote)
    {
        if (character == quote)
        {
            return '\0';
        }

        word.Append(character);
        return quote;
    }

    private static char Plain(StringBuilder word, char character)
    {
        if (character is '"' or '\'')
        {
            return character;
        }

        word.Append(character);
        return '\0';
    }

    private static void Flush(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }
}
