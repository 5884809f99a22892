namespace Scalewright.Experiments.Inventories;

/// <summary>Writes values as single-line JSON, which is also valid YAML 1.1 and 1.2, or as Python literals.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Bare =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    private static readonly SearchValues<char> Printed = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1)
        .Select(code => (char)code)
        .Where(character => character is not ('"' or '\\'))]);

    /// <summary>Appends a key, unquoted if it is an identifier and not a YAML keyword.</summary>
    public static void AppendKey(StringBuilder text, string key)
    {
        bool isBare = key.Length > 1 && char.IsAsciiLetter(key[0]) && !key.AsSpan().ContainsAnyExcept(Bare)
            && key.ToUpperInvariant() is not ("YES" or "NO" or "ON" or "OFF" or "TRUE" or "FALSE" or "NULL");
        if (isBare)
        {
            text.Append(key);
        }
        else
        {
            Append(text, key);
        }
    }

    public static void Append(StringBuilder text, DocumentNode node, bool isPython = false)
    {
        switch (node)
        {
            case DocumentMap map:
                AppendMap(text, map, isPython);
                break;
            case DocumentList list:
                AppendList(text, list, isPython);
                break;
            case DocumentScalar { ScalarKind: ScalarKind.Null }:
                text.Append(isPython ? "None" : "null");
                break;
            case DocumentScalar { ScalarKind: ScalarKind.Boolean } truth when isPython:
                text.Append(truth.Text == "true" ? "True" : "False");
                break;
            case DocumentScalar { ScalarKind: ScalarKind.Integer or ScalarKind.Number or ScalarKind.Boolean } scalar:
                text.Append(isPython ? scalar.Text : Spell(scalar));
                break;
            default:
                Append(text, ((DocumentScalar)node).Text, isPython);
                break;
        }
    }

    /// <summary>Appends a text in double quotes. Python words may be in single quotes, so these are escaped.</summary>
    public static void Append(StringBuilder text, string value, bool isPython = false)
    {
        text.Append('"');
        if (!value.AsSpan().ContainsAnyExcept(Printed) && !(isPython && value.Contains('\'', StringComparison.Ordinal)))
        {
            text.Append(value).Append('"');
            return;
        }

        foreach (char character in value)
        {
            _ = character switch
            {
                '"' or '\\' => text.Append('\\').Append(character),
                '\'' when isPython => text.Append("\\x27"),
                '\n' => text.Append("\\n"),
                >= ' ' and <= '~' => text.Append(character),
                _ when char.IsLetter(character) || char.IsSurrogate(character) => text.Append(character),
                _ => text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        text.Append('"');
    }

    /// <summary>Formats a number with a dot, because YAML 1.1 reads <c>1e+3</c> as a text.</summary>
    private static string Spell(DocumentScalar scalar)
    {
        bool isScientific = scalar.ScalarKind == ScalarKind.Number && scalar.Text.AsSpan().IndexOfAny('e', 'E') >= 0;
        return isScientific && double.TryParse(scalar.Text, CultureInfo.InvariantCulture, out double number)
            ? Scientific(number)
            : scalar.Text;
    }

    private static string Scientific(double number) =>
        number.ToString("0.0################e+0", CultureInfo.InvariantCulture);

    private static void AppendMap(StringBuilder text, DocumentMap map, bool isPython)
    {
        text.Append('{');
        for (int i = 0; i < map.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, map[i].Key, isPython);
            text.Append(": ");
            Append(text, map[i].Value, isPython);
        }

        text.Append('}');
    }

    private static void AppendList(StringBuilder text, DocumentList list, bool isPython)
    {
        text.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, list[i], isPython);
        }

        text.Append(']');
    }
}
