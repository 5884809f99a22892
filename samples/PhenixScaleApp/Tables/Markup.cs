using System.Text;
using System.Text.RegularExpressions;
using PhenixScaleApp.Compat;

namespace PhenixScaleApp.Tables;

/// <summary>Console markup of the reference: <c>[bold]text[/bold]</c>. Source: the documentation of Rich.</summary>
internal static partial class Markup
{
    /// <summary>Removes the markup of a text.</summary>
    /// <exception cref="ReferenceException">A closing tag has no opening tag.</exception>
    public static string Plain(string text)
    {
        StringBuilder plain = new();
        List<string> open = [];
        int at = 0;
        foreach (Match match in Marks().Matches(text))
        {
            plain.Append(Unescape(text[at..match.Index]));
            at = match.Index + match.Length;
            int slashes = match.Groups["slashes"].Length;
            plain.Append('\\', slashes / 2);
            if (slashes % 2 == 1)
            {
                plain.Append(match.ValueSpan[slashes..]);
            }
            else
            {
                Apply(match, open);
            }
        }

        return plain.Append(Unescape(text[at..])).ToString();
    }

    private static string Unescape(string text) => text.Replace("\\[", "[", StringComparison.Ordinal);

    private static void Apply(Match match, List<string> open)
    {
        string name = match.Groups["name"].Value.Split('=')[0];
        if (name[0] != '/')
        {
            open.Add(StyleName(name));
            return;
        }

        string closed = StyleName(name[1..]);
        int place = closed.Length == 0 ? open.Count - 1 : open.LastIndexOf(closed);
        if (place < 0)
        {
            throw new ReferenceException("MarkupError", $"closing tag '{match.Value}' at position {match.Index} has nothing to close");
        }

        open.RemoveAt(place);
    }

    private static string StyleName(string name) => name.Trim().ToLowerInvariant() switch
    {
        "b" => "bold",
        "d" => "dim",
        "i" => "italic",
        "u" => "underline",
        "r" => "reverse",
        "s" => "strike",
        "c" => "conceal",
        "uu" => "underline2",
        "o" => "overline",
        var other => other,
    };

    [GeneratedRegex(@"(?<slashes>\\*)\[(?<name>[a-z#/@][^\[]*?)\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();
}
