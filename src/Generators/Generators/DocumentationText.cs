using System.Text.RegularExpressions;

namespace Scalewright.Generators;

/// <summary>
/// Reads documentation comments as text, because the compiler parses them only for documentation files.
/// </summary>
internal static class DocumentationText
{
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    /// <summary>Returns a declaration's summary in one line. Empty if it is inherited, null if missing.</summary>
    public static string? Summary(SyntaxNode declaration, Func<string, string> nameOf) =>
        Find(declaration, "<summary>", "</summary>", nameOf);

    /// <summary>Returns a parameter's documentation in one line, or null.</summary>
    /// <param name="nameOf">Returns the name for a code reference in the text.</param>
    public static string? Parameter(SyntaxNode declaration, string name, Func<string, string> nameOf) =>
        Find(declaration, $"<param name=\"{name}\">", "</param>", nameOf);

    private static string? Find(SyntaxNode declaration, string open, string close, Func<string, string> nameOf)
    {
        string text = declaration.HasLeadingTrivia ? declaration.GetLeadingTrivia().ToFullString() : "";
        int start = text.IndexOf(open, StringComparison.Ordinal);
        int end = start < 0 ? -1 : text.IndexOf(close, start, StringComparison.Ordinal);
        if (end < 0)
        {
            return text.Contains("<inheritdoc") ? "" : null;
        }

        string plain = Plain(text.Substring(start + open.Length, end - start - open.Length), nameOf);
        return plain.Length == 0 ? null : plain;
    }

    /// <summary>Returns an XML text in one line, without comment markers and tags.</summary>
    private static string Plain(string xml, Func<string, string> nameOf)
    {
        string text =
            xml.IndexOf('\n') < 0
                ? xml
                : string.Join(" ", xml.Split('\n').Select(static line => line.TrimStart(Blanks).TrimStart('/', '*')));
        if (text.IndexOf('<') >= 0)
        {
            text = Regex.Replace(
                text,
                "<see(also)? cref=\"(?<name>[^\"]*)\" ?/>",
                match => nameOf(match.Groups["name"].Value),
                RegexOptions.ExplicitCapture,
                RegexTimeout
            );
            text = Regex.Replace(
                text,
                "<(paramref|typeparamref|see|seealso) (name|langword|href)=\"(?<name>[^\"]*)\" ?/>",
                "${name}",
                RegexOptions.ExplicitCapture,
                RegexTimeout
            );
            text = Regex.Replace(text, "<[^>]*>", "", RegexOptions.None, RegexTimeout);
        }

        text = string.Join(" ", text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
        return text.IndexOf('&') < 0 ? text : text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&amp;", "&");
    }
}
