namespace Scalewright.Experiments.Inventories;

/// <summary>
/// Writes values on one line as JSON, as YAML 1.1 and 1.2, or as Python literals. JSON has no infinity and no NaN,
/// which are the texts <c>".inf"</c> and <c>".nan"</c> there. Python has <c>1e999</c>, but no NaN.
/// </summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Bare = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );
    private static readonly SearchValues<char> Printed = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(character => character is not ('"' or '\\')),
    ]);

    /// <summary>Appends a key, unquoted if it is an identifier and not a YAML keyword.</summary>
    public static void AppendKey(StringBuilder text, string key)
    {
        bool isBare =
            key.Length > 1
            && char.IsAsciiLetter(key[0])
            && !key.AsSpan().ContainsAnyExcept(Bare)
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

    public static void Append(StringBuilder text, DocumentNode node, LiteralForm form = LiteralForm.Json)
    {
        switch (node)
        {
            case DocumentMap map:
                AppendMap(text, map, form);
                break;
            case DocumentList list:
                AppendList(text, list, form);
                break;
            case DocumentScalar scalar when ToLiteral(scalar, form) is { } literal:
                text.Append(literal);
                break;
            default:
                DocumentScalar number = (DocumentScalar)node;
                Append(text, number.ToNonFinite() ?? number.Text, form);
                break;
        }
    }

    /// <summary>Appends a text in double quotes. Python words may be in single quotes, so these are escaped.</summary>
    public static void Append(StringBuilder text, string value, LiteralForm form = LiteralForm.Json)
    {
        text.Append('"');
        bool hasQuote = form == LiteralForm.Python && value.Contains('\'', StringComparison.Ordinal);
        if (!hasQuote && !value.AsSpan().ContainsAnyExcept(Printed))
        {
            text.Append(value).Append('"');
            return;
        }

        foreach (char character in value)
        {
            _ = character switch
            {
                '"' or '\\' => text.Append('\\').Append(character),
                '\'' when form == LiteralForm.Python => text.Append("\\x27"),
                '\n' => text.Append("\\n"),
                >= ' ' and <= '~' => text.Append(character),
                _ when char.IsLetter(character) || char.IsSurrogate(character) => text.Append(character),
                _ => text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        text.Append('"');
    }

    /// <summary>Returns a literal without quotes; null for a value that is written as a text.</summary>
    private static string? ToLiteral(DocumentScalar scalar, LiteralForm form) =>
        form switch
        {
            LiteralForm.Json => scalar.ToJson(),
            LiteralForm.Yaml => scalar.ToNonFinite() ?? scalar.ToJson(),
            _ => ToPython(scalar),
        };

    private static string? ToPython(DocumentScalar scalar) =>
        scalar.ScalarKind switch
        {
            ScalarKind.Null => "None",
            ScalarKind.Boolean => scalar.IsTrue ? "True" : "False",
            _ => scalar.ToNonFinite() switch
            {
                // Python reads a number that is too large as an infinity.
                ".inf" => "1e999",
                "-.inf" => "-1e999",
                _ => scalar.ToJson(),
            },
        };

    private static void AppendMap(StringBuilder text, DocumentMap map, LiteralForm form)
    {
        text.Append('{');
        for (int i = 0; i < map.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, map[i].Key, form);
            text.Append(": ");
            Append(text, map[i].Value, form);
        }

        text.Append('}');
    }

    private static void AppendList(StringBuilder text, DocumentList list, LiteralForm form)
    {
        text.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, list[i], form);
        }

        text.Append(']');
    }
}

/// <summary>Form of a value in an inventory.</summary>
internal enum LiteralForm
{
    Json,
    Yaml,
    Python,
}
