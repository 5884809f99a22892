namespace Scalewright.Documents;

internal sealed class IniReader(SourceText source, TreeBuilder tree)
{
    private int _line;
    private bool _hasSection;

    public void Read()
    {
        foreach (ReadOnlySpan<char> line in new TextLines(source.Decode()))
        {
            _line++;
            int start = line.IndexOfAnyExcept(' ', '\t');
            if (start < 0 || line[start] is '#' or ';')
            {
                continue;
            }

            ReadLine(line, start);
            if (tree.IsStopped)
            {
                return;
            }
        }

        if (_hasSection)
        {
            tree.Close();
            tree.Close();
        }
    }

    private void ReadLine(ReadOnlySpan<char> line, int start)
    {
        if (line[start] == '[')
        {
            StartSection(line, start);
        }
        else if (_hasSection)
        {
            ReadKey(line, start);
        }
        else
        {
            tree.Stop(ProblemCode.SyntaxError, At(start), "this line stands before the first section", "start a section with [name]");
        }
    }

    private void StartSection(ReadOnlySpan<char> line, int start)
    {
        ReadOnlySpan<char> header = line[start..].TrimEnd(" \t");
        if (header[^1] != ']' || header[1..^1].IsWhiteSpace())
        {
            tree.Stop(
                ProblemCode.SyntaxError,
                At(start),
                "this line starts a section and has no name in brackets",
                "write [name] and nothing behind it"
            );
            return;
        }

        if (_hasSection)
        {
            tree.Close();
        }
        else
        {
            tree.Open(isMap: true, At(start));
            _hasSection = true;
        }

        tree.Key(header[1..^1].Trim(" \t").ToString(), At(start), duplicate: ProblemCode.DuplicateName);
        tree.Open(isMap: true, At(start));
    }

    private void ReadKey(ReadOnlySpan<char> line, int start)
    {
        int equals = line.IndexOf('=');
        if (equals <= start)
        {
            tree.Stop(ProblemCode.SyntaxError, At(start), "this line has no key in front of a '='", "write key = value");
            return;
        }

        tree.Key(line[start..equals].TrimEnd(" \t").ToString(), At(start));
        ReadOnlySpan<char> value = line[(equals + 1)..].TrimEnd(" \t");
        int offset = value.IndexOfAnyExcept(' ', '\t');
        TextPosition position = At(equals + 1 + Math.Max(offset, 0));
        if (!tree.IsStopped && tree.IsLengthAllowed(value.Length, position))
        {
            tree.Scalar(Untyped(offset < 0 ? "" : value[offset..].ToString(), position));
        }
    }

    /// <summary>Guesses the kind of a value, because INI has no types.</summary>
    private static DocumentScalar Untyped(string text, TextPosition position)
    {
        ScalarValue value = CoreSchema.Instance.Resolve(text);
        bool isGuess = value.Kind is ScalarKind.Integer or ScalarKind.Number or ScalarKind.Boolean && value.Text == text;
        return new DocumentScalar(isGuess ? value.Kind : ScalarKind.Text, text, position) { IsUntyped = true };
    }

    private TextPosition At(int index) => new(_line, index + 1);
}
