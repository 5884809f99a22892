using Microsoft.CodeAnalysis.CSharp;

namespace Scalewright.Generators;

/// <summary>Turns names of C# into keys of profiles and into parts of other names, and texts into code.</summary>
public static class Naming
{
    /// <summary>The name as code writes it: <c>@long</c> for a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A text as code writes it, in quotes.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary><c>ExternalNetwork</c> as <c>external_network</c>, <c>IPAddress</c> as <c>ip_address</c>, <c>SizeGiB</c> as <c>size_gib</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            char character = name[i];
            if (!char.IsLetterOrDigit(character))
            {
                AppendBreak(text);
                continue;
            }

            if (char.IsUpper(character) && StartsWord(name, i))
            {
                AppendBreak(text);
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString().TrimEnd('_');
    }

    /// <summary>A text as part of an identifier; different dotted names give different parts.</summary>
    public static string ToIdentifier(string text)
    {
        StringBuilder name = new();
        foreach (char character in text)
        {
            name.Append(character switch
            {
                '.' => "_",
                '_' => "__",
                _ when char.IsLetterOrDigit(character) => character.ToString(),
                _ => "_x" + ((int)character).ToString("X4", CultureInfo.InvariantCulture),
            });
        }

        return name.ToString();
    }

    private static bool StartsWord(string name, int index) => index > 0
        && !EndsUnit(name, index)
        && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));

    /// <summary>The B of KiB, MiB, GiB and TiB: <c>MemoryMiB</c> is <c>memory_mib</c>.</summary>
    private static bool EndsUnit(string name, int index) =>
        index > 1 && name[index] == 'B' && name[index - 1] == 'i' && "KMGT".IndexOf(name[index - 2]) >= 0;

    private static void AppendBreak(StringBuilder text)
    {
        if (text.Length > 0 && text[text.Length - 1] != '_')
        {
            text.Append('_');
        }
    }
}
