using System.Text.RegularExpressions;

namespace Scalewright.Templating;

/// <summary>Restricts the content of templates, before the engine reads them.</summary>
internal static partial class TemplateRules
{
    public const int MaxSourceBytes = 1024 * 1024;
    private const int MaxDepth = 16;
    private const int MaxTagLength = 1000;
    private const string Allowed = "use if, unless, each, with, quote, pad and eq";

    private static readonly string[] Blocks = ["if", "unless", "each", "with"];
    private static readonly string[] Calls = ["quote", "pad", "eq"];

    /// <summary>Returns a problem with its location for each tag that is not allowed.</summary>
    public static ValueList<Problem> Check(string text, string name)
    {
        ProblemList problems = new(name);
        if (Encoding.UTF8.GetByteCount(text) > MaxSourceBytes)
        {
            Add(problems, default, "the template is larger than 1 MiB", "split the script");
            return problems.ToValueList();
        }

        Stack<TemplateTag> open = new();
        foreach (TemplateTag tag in TemplateTag.ReadAll(text).TakeWhile(_ => open.Count <= MaxDepth))
        {
            CheckTag(tag, problems);
            CheckBlock(tag, open, problems);
        }

        foreach (TemplateTag tag in open)
        {
            Add(problems, tag.Spot, $"'{TextEscaping.Escape(tag.Text)}' is not closed",
                $"close it with {{{{/{GetName(tag)}}}}}");
        }

        return problems.ToValueList();
    }

    private static void CheckBlock(TemplateTag tag, Stack<TemplateTag> open, ProblemList problems)
    {
        if (tag.Text.StartsWith('#'))
        {
            open.Push(tag);
            if (open.Count > MaxDepth)
            {
                Add(problems, tag.Spot, $"blocks are nested deeper than {MaxDepth}", "nest less");
            }
        }
        else if (tag.Text.StartsWith('/') && !(open.TryPop(out TemplateTag start) && GetName(start) == GetName(tag)))
        {
            Add(problems, tag.Spot, $"'{TextEscaping.Escape(tag.Text)}' closes what was not opened last",
                "close blocks in the reverse order");
        }
    }

    private static string GetName(TemplateTag tag) => tag.Text.TrimStart('#', '/').Split(' ', '\n', '\t')[0].Trim();

    private static void CheckTag(TemplateTag tag, ProblemList problems)
    {
        if (!tag.IsClosed || tag.Text.Length is 0 or > MaxTagLength)
        {
            Add(problems, tag.Spot, tag.IsClosed ? "the tag is empty or very long" : "the tag is not closed",
                "write {{name}}");
        }
        else if (tag.Braces > 3
            || tag.Text[0] is '>' or '*' or '&' or '^'
            || tag.Text.StartsWith("#>", StringComparison.Ordinal)
            || tag.Text.StartsWith("#*", StringComparison.Ordinal))
        {
            Add(problems, tag.Spot, $"'{TextEscaping.Escape(tag.Text)}' is a partial, decorator or raw block", Allowed);
        }
        else if (tag.Text[0] != '/')
        {
            CheckCalls(tag, problems);
        }
    }

    private static void CheckCalls(TemplateTag tag, ProblemList problems)
    {
        string body = Quoted().Replace(tag.Text, "\"\"");
        bool isBlock = body[0] == '#';
        string[] parts = body.TrimStart('#').Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 0 && parts[0] == "else")
        {
            (parts, isBlock) = (parts[1..], parts.Length > 1);
        }

        bool isCall = parts.Length > 1;
        if ((isBlock && (parts.Length == 0 || !Blocks.Contains(parts[0])))
            || (!isBlock && isCall && !Calls.Contains(parts[0])))
        {
            Add(problems, tag.Spot, $"'{TextEscaping.Escape(parts.Length == 0 ? tag.Text : parts[0])}' is not a helper",
                Allowed);
        }

        foreach (string call in Inner().Matches(body)
            .Select(match => match.Groups["call"].Value)
            .Where(call => !Calls.Contains(call)))
        {
            Add(problems, tag.Spot, $"'{TextEscaping.Escape(call)}' is not a helper", Allowed);
        }

        if (body.Count(character => character == '(') > 8)
        {
            Add(problems, tag.Spot, "calls are nested deeper than 8", "nest less");
        }
    }

    private static void Add(ProblemList problems, TextPosition position, string found, string advice) =>
        problems.AddError(ProblemCode.TemplateFailed, position, "", found, advice);

    [GeneratedRegex("\"[^\"]*\"|'[^']*'", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\(\s*(?<call>[^\s()]*)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Inner();
}
