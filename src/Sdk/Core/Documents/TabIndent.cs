namespace Scalewright.Documents;

/// <summary>Finds the tab that YAML refuses as indentation; the scanner only says in which map it is.</summary>
internal static class TabIndent
{
    /// <summary>The first tab before any other character of a line, from a line on; null when there is none.</summary>
    public static TextSpot? Find(string text, int firstLine)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> content in new TextLines(text))
        {
            int indent = content.IndexOfAnyExcept(' ');
            if (++line >= firstLine && indent >= 0 && content[indent] == '\t')
            {
                return new TextSpot(line, indent + 1);
            }
        }

        return null;
    }
}
