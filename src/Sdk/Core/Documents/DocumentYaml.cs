namespace Scalewright.Documents;

/// <summary>Writes a tree as block-style YAML that reads the same in YAML 1.1 and 1.2.</summary>
internal sealed class DocumentYaml
{
    private const string Step = "  ";

    // Any sequence of these is one plain scalar in both versions.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-"
    );
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly StringBuilder _text = new();

    private DocumentYaml() { }

    /// <summary>Writes a tree. Integers, numbers, Booleans and nulls are written unchanged.</summary>
    /// <exception cref="ArgumentException">A string is not well-formed UTF-16.</exception>
    public static void Write(DocumentNode root, IBufferWriter<byte> buffer)
    {
        DocumentYaml yaml = new();
        yaml.WriteBlock(root, "");
        Strict.GetBytes(yaml._text.ToString(), buffer);
    }

    private void WriteBlock(DocumentNode node, string indent)
    {
        switch (node)
        {
            case DocumentMap { Count: > 0 } map:
                WriteMap(map, indent);
                break;
            case DocumentList { Count: > 0 } list:
                WriteList(list, indent);
                break;
            default:
                _text.Append(FormatScalar(node)).Append('\n');
                break;
        }
    }

    private void WriteMap(DocumentMap map, string indent)
    {
        for (int i = 0; i < map.Count; i++)
        {
            _text.Append(i == 0 ? "" : indent).Append(FormatText(map[i].Key)).Append(':');
            if (map[i].Value is DocumentMap { Count: > 0 } or DocumentList { Count: > 0 })
            {
                string inner = indent + Step;
                _text.Append('\n').Append(inner);
                WriteBlock(map[i].Value, inner);
            }
            else
            {
                _text.Append(' ').Append(FormatScalar(map[i].Value)).Append('\n');
            }
        }
    }

    private void WriteList(DocumentList list, string indent)
    {
        for (int i = 0; i < list.Count; i++)
        {
            _text.Append(i == 0 ? "" : indent).Append("- ");
            WriteBlock(list[i], indent + Step);
        }
    }

    /// <summary>Formats a scalar, or an empty map or list.</summary>
    private static string FormatScalar(DocumentNode node) =>
        node switch
        {
            DocumentMap => "{}",
            DocumentList => "[]",
            DocumentScalar { ScalarKind: ScalarKind.Text or ScalarKind.Timestamp } text => FormatText(text.Text),
            DocumentScalar scalar => scalar.Text,
            _ => throw new System.Diagnostics.UnreachableException(node.Description),
        };

    /// <summary>Formats a text as plain scalar if each version of YAML reads it as that text, otherwise quoted.</summary>
    private static string FormatText(string text)
    {
        // YAML 1.1 lists y and n as Booleans, but most of its parsers, like Yaml11Schema, read them as text.
        bool isPlain =
            text.Length > 0
            && text[0] is not ('-' or '.')
            && !text.AsSpan().ContainsAnyExcept(Plain)
            && text is not ("y" or "Y" or "n" or "N")
            && CoreSchema.Instance.Resolve(text).Kind == ScalarKind.Text
            && Yaml11Schema.Instance.Resolve(text).Kind == ScalarKind.Text;
        if (isPlain)
        {
            return text;
        }

        StringBuilder quoted = new("\"");
        foreach (char character in text)
        {
            switch (character)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append(character);
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case >= ' ' and <= '~':
                case var other when IsPrintable(other):
                    quoted.Append(character);
                    break;
                default:
                    quoted.Append("\\u").Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>True for characters that need no escape: not a control, line separator or byte-order mark.</summary>
    private static bool IsPrintable(char character) =>
        char.IsSurrogate(character)
        || char.GetUnicodeCategory(character)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.SpaceSeparator
            );
}
