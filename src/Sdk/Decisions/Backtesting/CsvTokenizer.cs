namespace Scalewright.Decisions.Backtesting;

/// <summary>Reads CSV rows as in RFC 4180: a quoted cell can contain commas, line breaks and doubled quotes.</summary>
internal sealed class CsvTokenizer(string text)
{
    private readonly List<ReadOnlyMemory<char>> _cells = [];
    private readonly List<TextPosition> _positions = [];
    private int _at;
    private int _lines;
    private int _lineStart;

    public int Line { get; private set; }

    /// <summary>Cells, without quotes and surrounding whitespace.</summary>
    public IReadOnlyList<ReadOnlyMemory<char>> Cells => _cells;

    /// <summary>Description of a quoting error in the row, as a clause; null if the row is valid.</summary>
    public string? Fault { get; private set; }

    /// <summary>Returns the location of the text of a cell, or that of the last cell if the cell is missing.</summary>
    public TextPosition GetPosition(int index) => _positions[Math.Clamp(index, 0, _positions.Count - 1)];

    public string? TextAt(int index) => index < _cells.Count ? _cells[index].ToString() : null;

    /// <summary>Moves to the next row that is neither blank nor a comment. The first row is never skipped.</summary>
    public bool Advance()
    {
        while (_lines > 0 && IsSkipped())
        {
            SkipLine();
        }

        if (_at >= text.Length)
        {
            return false;
        }

        _cells.Clear();
        _positions.Clear();
        Fault = null;
        Line = ++_lines;
        _lineStart = _at;
        while (ReadCell()) { }

        return true;
    }

    private bool IsSkipped()
    {
        ReadOnlySpan<char> rest = text.AsSpan(_at).TrimStart(" \t");
        return _at < text.Length && (rest.IsEmpty || rest[0] is '#' or '\n' or '\r');
    }

    private void SkipLine()
    {
        int length = text.AsSpan(_at).IndexOfAny('\n', '\r');
        _at = length < 0 ? text.Length : _at + length;
        ReadEnd();
        _lines++;
    }

    /// <summary>Reads a cell and its terminator; returns true for a comma.</summary>
    private bool ReadCell()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t')
        {
            _at++;
        }

        if (_at < text.Length && text[_at] == '"')
        {
            ReadQuoted();
        }
        else
        {
            int start = _at;
            _positions.Add(Here());
            SkipCell();
            _cells.Add(text.AsMemory(start, _at - start).Trim());
        }

        return ReadEnd();
    }

    private void ReadQuoted()
    {
        int start = ++_at;
        _positions.Add(Here());
        bool isDoubled = false;
        while (_at < text.Length && (text[_at] != '"' || (_at + 1 < text.Length && text[_at + 1] == '"')))
        {
            if (IsLineEnd(_at))
            {
                _lines++;
                _lineStart = _at + 1;
            }

            isDoubled |= text[_at] == '"';
            _at += text[_at] == '"' ? 2 : 1;
        }

        ReadOnlyMemory<char> cell = text.AsMemory(start, _at - start);
        _cells.Add(isDoubled ? cell.ToString().Replace("\"\"", "\"", StringComparison.Ordinal).AsMemory() : cell);
        if (_at >= text.Length)
        {
            Fault ??= "a quote is opened and never closed";
            return;
        }

        int behind = ++_at;
        SkipCell();
        if (!text.AsSpan(behind, _at - behind).IsWhiteSpace())
        {
            Fault ??= $"'{TextEscaping.Escape(text[behind.._at])}' follows a closing quote";
        }
    }

    private TextPosition Here() => new(_lines, _at - _lineStart + 1);

    private void SkipCell()
    {
        int length = text.AsSpan(_at).IndexOfAny(',', '\n', '\r');
        _at = length < 0 ? text.Length : _at + length;
    }

    private bool ReadEnd()
    {
        if (_at >= text.Length)
        {
            return false;
        }

        bool isComma = text[_at] == ',';
        _at += text[_at] == '\r' && _at + 1 < text.Length && text[_at + 1] == '\n' ? 2 : 1;
        return isComma;
    }

    // A line ends with a carriage return, a line feed, or both.
    private bool IsLineEnd(int at) => text[at] == '\n' || (text[at] == '\r' && !(at + 1 < text.Length && text[at + 1] == '\n'));
}
