using System.Globalization;
using System.Text;
using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>
/// Finds members of a map by name as python-box does: a key of that name, else the last key that gives the name when it
/// is converted to an identifier. Source: the documentation of python-box, and experiments with it.
/// </summary>
internal static class Attributes
{
    private const string Prefix = "x";

    // The keywords of Python 3.13, which cannot be names.
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
        "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
        "while", "with", "yield",
    };

    // The methods of a map hide its keys of the same names.
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "clear", "copy", "get", "items", "keys", "merge_update", "pop", "popitem", "setdefault", "to_dict", "to_json", "to_msgpack", "to_toml",
        "to_yaml", "update",
    };

    private static readonly HashSet<string> Makers = new(StringComparer.Ordinal) { "from_json", "from_msgpack", "from_toml", "from_yaml" };

    /// <summary>Value of a member; null if it does not exist.</summary>
    public static Value? Find(MapValue map, string name)
    {
        if (map.Get(name) is { } exact)
        {
            return exact;
        }

        string wanted = Identifier(name);
        int place = Enumerable.Range(0, map.Count).LastOrDefault(i => Identifier(Loose.Text(map.KeyValueAt(i))) == wanted, -1);
        return place < 0 ? null : map.ValueAt(place);
    }

    /// <summary>Text of a member in a formatted text, or of a method of the map; null if it does not exist.</summary>
    public static string? TextOf(MapValue map, string name)
    {
        string owner = Methods.Contains(name) ? $"Box({Loose.Quoted(map)})" : Makers.Contains(name) ? "<class 'box.box.Box'>" : "";
        return owner.Length > 0 ? $"<bound method Box.{name} of {owner}>"
            : Find(map, name) is { } value ? Loose.Text(value)
            : null;
    }

    /// <summary>Converts a key to a name: invalid characters become single underscores.</summary>
    private static string Identifier(string key)
    {
        if (IsName(key))
        {
            return key;
        }

        string text = key.EnumerateRunes().Any(rune => IsStart(rune)) ? key : Prefix + key;
        if (IsName(text))
        {
            return text;
        }

        string name = Joined([.. text.EnumerateRunes()]);
        bool needsPrefix = Words.Contains(name)
            || (name.Length > 0 && Rune.GetUnicodeCategory(Rune.GetRuneAt(name, 0)) == UnicodeCategory.DecimalDigitNumber);
        return needsPrefix ? Prefix + name : name;
    }

    private static string Joined(Rune[] runes)
    {
        List<Rune> name = [];
        int lastSafe = 0;
        for (int i = 0; i < runes.Length; i++)
        {
            if (IsStart(runes[i]) || IsPart(runes[i]))
            {
                lastSafe = i;
                name.Add(runes[i]);
            }
            else if (name.Count > 0 && lastSafe == i - 1)
            {
                name.Add(new Rune('_'));
            }
        }

        return string.Concat(name.Take(lastSafe + 1));
    }

    private static bool IsName(string text) => text.Length > 0 && !Words.Contains(text)
        && IsStart(Rune.GetRuneAt(text, 0)) && text.EnumerateRunes().All(rune => IsStart(rune) || IsPart(rune));

    private static bool IsStart(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    private static bool IsPart(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation;
}
