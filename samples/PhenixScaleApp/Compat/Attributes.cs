using System.Globalization;
using System.Text;
using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>
/// Members of a map by name, as python-box finds them: a key of that name, else the last key that is the same name once it is written as an
/// identifier. Source: the documentation of python-box, and runs of it.
/// </summary>
internal static class Attributes
{
    private const string Prefix = "x";

    // The words of the language (Python 3.13) that are no names.
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
        "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
        "while", "with", "yield",
    };

    // What a map can do hides its keys of the same names.
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "clear", "copy", "get", "items", "keys", "merge_update", "pop", "popitem", "setdefault", "to_dict", "to_json", "to_msgpack", "to_toml",
        "to_yaml", "update",
    };

    private static readonly HashSet<string> Makers = new(StringComparer.Ordinal) { "from_json", "from_msgpack", "from_toml", "from_yaml" };

    /// <summary>The value of a member; null when there is none.</summary>
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

    /// <summary>What a member looks like in a formatted text, the map's own methods included; null when there is none.</summary>
    public static string? TextOf(MapValue map, string name)
    {
        string owner = Methods.Contains(name) ? $"Box({Loose.Quoted(map)})" : Makers.Contains(name) ? "<class 'box.box.Box'>" : "";
        return owner.Length > 0 ? $"<bound method Box.{name} of {owner}>"
            : Find(map, name) is { } value ? Loose.Text(value)
            : null;
    }

    /// <summary>A key as a name: characters that no name has become single underscores.</summary>
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
