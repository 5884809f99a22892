namespace Scalewright.Documents;

/// <summary>Finds the tab that YAML rejects as indentation; the scanner reports only the map around it.</summary>
internal static class TabIndentationCheck
{
    /// <summary>Returns the first tab in the indentation of a line, from a given line; null if not found.</summary>
    public static TextPosition? Find(string text, int firstLine)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> content in new TextLines(text))
        {
            int indent = content.IndexOfAnyExcept(' ');
            if (++line >= firstLine && indent >= 0 && content[indent] == '\t')
            {
                return new TextPosition(line, indent + 1);
            }
        }

        return null;
    }
}
