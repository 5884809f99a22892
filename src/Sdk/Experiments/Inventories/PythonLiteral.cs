using System.Text.RegularExpressions;

namespace Scalewright.Experiments.Inventories;

/// <summary>
/// Values of variables in the INI format of Ansible, which reads them by <c>ast.literal_eval</c> and takes other texts
/// as they are. Sources: Ansible documentation, "How to build your inventory"; Python documentation, ast.
/// </summary>
internal static partial class PythonLiteral
{
    private static readonly SearchValues<char> Bare = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:+-@%,~"
    );

    // Digits of an integer or a float with an optional exponent, without sign.
    private const string Number = @"(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?[\d_]+)?";

    /// <summary>
    /// Formats a host variable. Its line is split into words by the rules of a shell, which remove one pair of quotes:
    /// a literal with quotes or blanks needs a pair around it.
    /// </summary>
    public static string FormatHostVariable(DocumentNode value) =>
        value switch
        {
            DocumentScalar { ScalarKind: ScalarKind.Text } text when IsBare(text.Text) => text.Text,
            DocumentScalar { ScalarKind: not ScalarKind.Text } scalar => ToLiteral(scalar),
            _ => $"'{ToLiteral(value)}'",
        };

    /// <summary>Formats a group variable. It extends to the end of its line, which is not split into words.</summary>
    public static string FormatGroupVariable(DocumentNode value) =>
        value is DocumentScalar { ScalarKind: ScalarKind.Text } text && IsBare(text.Text) ? text.Text : ToLiteral(value);

    /// <summary>Parses a literal; a text that is not a literal is returned as a text.</summary>
    public static DocumentNode Parse(string text, TextPosition position) =>
        PythonLiteralReader.TryRead(text, position, out DocumentNode? value) ? value : new DocumentScalar(ScalarKind.Text, text, position);

    /// <summary>Indicates whether a text consists of safe characters and is not a literal.</summary>
    private static bool IsBare(string text) =>
        text.Length > 0
        && !text.AsSpan().ContainsAnyExcept(Bare)
        && !PythonLiteralReader.TryRead(text, default, out _)
        && !OtherForm().IsMatch(text);

    /// <summary>Matches literals without a document value: ellipsis, complex and too large numbers.</summary>
    [GeneratedRegex(
        @"\A(\.\.\.|[+-]*" + Number + "j?([+-]" + Number + @"j)?)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex OtherForm();

    private static string ToLiteral(DocumentNode node)
    {
        StringBuilder text = new();
        JsonText.Append(text, node, LiteralForm.Python);
        return text.ToString();
    }
}
