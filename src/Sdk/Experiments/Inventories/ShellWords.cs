using System.Text;

namespace Scalewright.Experiments.Inventories;

/// <summary>Takes a line apart as Python's <c>shlex</c> does with comments: quotes are taken off, a <c>#</c> outside of them ends the line.</summary>
internal static class ShellWords
{
    /// <summary>The words with the columns they start in; null when a quote does not end.</summary>
    public static List<(string Word, int Index)>? Split(ReadOnlySpan<char> line)
    {
        List<(string Word, int Index)> words = [];
        StringBuilder word = new();
        int start = -1;
        for (int i = 0; i < line.Length && line[i] != '#'; i++)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                Close();
                continue;
            }

            start = start < 0 ? i : start;
            if (line[i] is '\'' or '"')
            {
                i = Quoted(line, i, word);
            }
            else
            {
                i += line[i] == '\\' ? 1 : 0;
                word.Append(i < line.Length ? line[i] : '\\');
            }

            if (i >= line.Length)
            {
                return null;
            }
        }

        Close();
        return words;

        void Close()
        {
            if (start >= 0)
            {
                words.Add((word.ToString(), start));
            }

            (start, _) = (-1, word.Clear());
        }
    }

    /// <summary>Where the quote ends; the length of the line when it does not.</summary>
    private static int Quoted(ReadOnlySpan<char> line, int open, StringBuilder word)
    {
        for (int i = open + 1; i < line.Length; i++)
        {
            if (line[i] == line[open])
            {
                return i;
            }

            bool isEscape = line[open] == '"' && line[i] == '\\' && i + 1 < line.Length && (line[i + 1] is '"' or '\\');
            i += isEscape ? 1 : 0;
            word.Append(line[i]);
        }

        return line.Length;
    }
}
