using Microsoft.CodeAnalysis.CSharp;

namespace Scalewright.Generators;

/// <summary>Converts C# names to profile keys and identifiers, and texts to code.</summary>
public static class Naming
{
    /// <summary>Returns the name as in code: <c>@long</c> for a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>
    /// Converts <c>ExternalNetwork</c> to <c>external_network</c>, <c>IPAddress</c> to <c>ip_address</c>,
    /// <c>SizeGiB</c> to <c>size_gib</c>.
    /// </summary>
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

    /// <summary>Converts a text to a part of an identifier. Different dotted names have different results.</summary>
    public static string ToIdentifier(string text)
    {
        StringBuilder name = new();
        foreach (char character in text)
        {
            name.Append(
                character switch
                {
                    '.' => "_",
                    '_' => "__",
                    _ when char.IsLetterOrDigit(character) => character.ToString(),
                    _ => "_x" + ((int)character).ToString("X4", CultureInfo.InvariantCulture),
                }
            );
        }

        return name.ToString();
    }

    private static bool StartsWord(string name, int index) =>
        index > 0
        && !EndsUnit(name, index)
        && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));

    /// <summary>True for the B of KiB, MiB, GiB and TiB: <c>MemoryMiB</c> is <c>memory_mib</c>.</summary>
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
