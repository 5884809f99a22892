using System.Text.RegularExpressions;

namespace Scalewright.Experiments.Inventories;

internal static partial class PythonLiteral
{
    private static readonly SearchValues<char> Bare = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:+-@%,~"
    );

    /// <summary>Formats a host variable as a word that the shell rules of the format parse.</summary>
    public static string Format(DocumentNode value) =>
        value switch
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
        PythonLiteralReader.TryRead(text, position, out DocumentNode? value) ? value : new DocumentScalar(ScalarKind.Text, text, position);

    /// <summary>Indicates whether a text consists of safe characters and is not a literal.</summary>
    private static bool IsBare(string text) =>
        text.Length > 0
        && !text.AsSpan().ContainsAnyExcept(Bare)
        && !PythonLiteralReader.TryRead(text, default, out _)
        && !OtherForm().IsMatch(text);

    /// <summary>Matches literals without a document value: ellipsis, complex and too large numbers.</summary>
    [GeneratedRegex(
        @"\A(\.\.\.|[+-]*(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?[\d_]+)?j?([+-](\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?[\d_]+)?j)?)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex OtherForm();

    private static string Spell(DocumentNode node)
    {
        StringBuilder text = new();
        JsonText.Append(text, node, LiteralForm.Python);
        return text.ToString();
    }
}
