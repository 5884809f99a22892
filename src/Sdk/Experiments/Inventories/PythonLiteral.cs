using System.Text.RegularExpressions;

namespace Scalewright.Experiments.Inventories;

internal static partial class PythonLiteral
{
    private static readonly SearchValues<char> Bare =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:+-@%,~");

    /// <summary>Formats a host variable as a word that the shell rules of the format parse.</summary>
    public static string Format(DocumentNode value) => value switch
    {
        DocumentScalar { ScalarKind: ScalarKind.Text } text when IsBare(text.Text) => text.Text,
        DocumentScalar { ScalarKind: not ScalarKind.Text } scalar => Spell(scalar),
        _ => $"'{Spell(value)}'",
    };

    /// <summary>Formats a group variable, which extends to the end of its line.</summary>
    public static string Line(DocumentNode value) =>
        value is DocumentScalar { ScalarKind: ScalarKind.Text } text && IsBare(text.Text) ? text.Text : Spell(value);

    /// <summary>Parses a literal; a text that is not a literal is returned as a text.</summary>
    public static DocumentNode Read(string text, TextPosition position) =>
        PythonLiteralReader.TryRead(text, position, out DocumentNode? value)
            ? value
            : new DocumentScalar(ScalarKind.Text, text, position);

    /// <summary>Indicates whether a text consists of safe characters and is not a literal.</summary>
    private static bool IsBare(string text) =>
        text.Length > 0
        && !text.AsSpan().ContainsAnyExcept(Bare)
        && !PythonLiteralReader.TryRead(text, default, out _)
        && !OtherForm().IsMatch(text);

    /// <summary>Matches literals without a document value: ellipsis, complex and too large numbers.</summary>
    [GeneratedRegex(
        @"\A(\.\.\.|[+-]*(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?[\d_]+)?j?"
        + @"([+-](\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?[\d_]+)?j)?)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex OtherForm();

    private static string Spell(DocumentNode node)
    {
        StringBuilder text = new();
        Append(text, node);
        return text.ToString();
    }

    private static void Append(StringBuilder text, DocumentNode node)
    {
        switch (node)
        {
            case DocumentMap map:
                AppendAll(text, '{', map, entry =>
                {
                    AppendText(text, entry.Key);
                    text.Append(": ");
                    Append(text, entry.Value);
                }, '}');
                break;
            case DocumentList list:
                AppendAll(text, '[', list, item => Append(text, item), ']');
                break;
            case DocumentScalar { ScalarKind: ScalarKind.Null }:
                text.Append("None");
                break;
            case DocumentScalar { ScalarKind: ScalarKind.Boolean } truth:
                text.Append(truth.Text == "true" ? "True" : "False");
                break;
            case DocumentScalar { ScalarKind: ScalarKind.Integer or ScalarKind.Number } number:
                text.Append(number.Text);
                break;
            default:
                AppendText(text, ((DocumentScalar)node).Text);
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, IEnumerable<T> items, Action<T> append, char close)
    {
        text.Append(open);
        bool isFirst = true;
        foreach (T item in items)
        {
            text.Append(isFirst ? "" : ", ");
            append(item);
            isFirst = false;
        }

        text.Append(close);
    }

    /// <summary>Appends a text in double quotes; single quotes may surround the whole word and are escaped.</summary>
    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char character in value)
        {
            _ = character switch
            {
                '"' or '\\' => text.Append('\\').Append(character),
                '\'' => text.Append("\\x27"),
                '\n' => text.Append("\\n"),
                >= ' ' and <= '~' => text.Append(character),
                _ when char.IsLetter(character) || char.IsSurrogate(character) => text.Append(character),
                _ => text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        text.Append('"');
    }
}
