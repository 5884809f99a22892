using System.Text.RegularExpressions;

namespace Scalewright.Experiments.Inventories;

/// <summary>Values as Python literals, as the INI form holds them.</summary>
internal static partial class PythonLiteral
{
    private static readonly SearchValues<char> Bare = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:+-@%,~");

    /// <summary>A value behind a host: a word that the shell rules of the format take apart again.</summary>
    public static string Word(DocumentNode value) => value is DocumentScalar { Scalar: ScalarKind.Text } text && IsBare(text.Text)
        ? text.Text
        : value is DocumentScalar { Scalar: not ScalarKind.Text } scalar ? Spell(scalar) : $"'{Spell(value)}'";

    /// <summary>A value of a group, which runs to the end of its line.</summary>
    public static string Line(DocumentNode value) => value is DocumentScalar { Scalar: ScalarKind.Text } text && IsBare(text.Text) ? text.Text : Spell(value);

    /// <summary>The value of a text: a literal when it is one, else the text itself.</summary>
    public static DocumentNode Read(string text, TextSpot spot) =>
        PythonLiteralReader.TryRead(text, spot, out DocumentNode? value) ? value : new DocumentScalar(ScalarKind.Text, text, spot);

    /// <summary>True for a text of harmless characters that is no literal.</summary>
    private static bool IsBare(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Bare) && !PythonLiteralReader.TryRead(text, default, out _) && !OtherForm().IsMatch(text);

    /// <summary>What Python takes for a literal and no document can hold: an ellipsis, complex numbers, and numbers beyond all bounds.</summary>
    [GeneratedRegex(@"\A(\.\.\.|[+-]*(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?[\d_]+)?j?([+-](\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?[\d_]+)?j)?)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
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
            case DocumentScalar { Scalar: ScalarKind.Null }:
                text.Append("None");
                break;
            case DocumentScalar { Scalar: ScalarKind.Boolean } truth:
                text.Append(truth.Text == "true" ? "True" : "False");
                break;
            case DocumentScalar { Scalar: ScalarKind.Integer or ScalarKind.Number } number:
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

    /// <summary>In double quotes; a single quote becomes an escape, because the whole word may stand in single quotes.</summary>
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
