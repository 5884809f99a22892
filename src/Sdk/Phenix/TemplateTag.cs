namespace Scalewright.Templating;

/// <summary>Tag <c>{{…}}</c> of a template.</summary>
/// <param name="Text">Text between the braces, without surrounding whitespace and <c>~</c>.</param>
/// <param name="Braces">Number of opening braces: 2 to 4.</param>
/// <param name="IsClosed">False if the template ends before the tag.</param>
internal readonly record struct TemplateTag(string Text, TextPosition Spot, int Braces, bool IsClosed)
{
    /// <summary>Returns the tags in order, without comments and without tags escaped by a backslash.</summary>
    public static IEnumerable<TemplateTag> ReadAll(string text)
    {
        (int line, int lineStart, int counted) = (1, 0, 0);
        for (int open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0;)
        {
            for (; counted < open; counted++)
            {
                if (text[counted] == '\n')
                {
                    (line, lineStart) = (line + 1, counted + 1);
                }
            }

            int braces = 2;
            while (braces < 4 && open + braces < text.Length && text[open + braces] == '{')
            {
                braces++;
            }

            int start = open + braces;
            bool isComment = text.AsSpan(start).TrimStart('~').StartsWith("!");
            int close = Close(text, start, isComment);
            if (!isComment && !(open > 0 && text[open - 1] == '\\'))
            {
                string content = text[start..(close < 0 ? text.Length : close)].Trim('~').Trim();
                yield return new TemplateTag(content, new TextPosition(line, open - lineStart + 1), braces, close >= 0);
            }

            open = close < 0 ? -1 : text.IndexOf("{{", close, StringComparison.Ordinal);
        }
    }

    /// <summary>Returns the position of the closing braces, skipping quoted texts; -1 if missing.</summary>
    private static int Close(string text, int start, bool isComment)
    {
        if (isComment)
        {
            bool isLong = text.AsSpan(start).TrimStart('~').StartsWith("!--");
            (string mark, int skipped) = isLong ? ("--", 3) : ("}}", 0);
            int end = text.IndexOf(mark, start + skipped, StringComparison.Ordinal);
            return end < 0 ? -1 : text.IndexOf("}}", end, StringComparison.Ordinal);
        }

        char quote = '\0';
        for (int i = start; i + 1 < text.Length; i++)
        {
            if (quote != '\0')
            {
                quote = text[i] == quote ? '\0' : quote;
            }
            else if (text[i] is '"' or '\'')
            {
                quote = text[i];
            }
            else if (text[i] == '}' && text[i + 1] == '}')
            {
                return i;
            }
        }

        return -1;
    }
}
