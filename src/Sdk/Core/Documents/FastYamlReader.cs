namespace Scalewright.Documents;

/// <summary>
/// Fast reader for a YAML subset: ASCII, block collections, single-line values without escapes. For any other text,
/// including invalid text, it fails and the scanner is used instead. Results are the same.
/// </summary>
/// <param name="target">Receives the content; null to check only whether the text can be read.</param>
internal ref partial struct FastYamlReader(ReadOnlySpan<byte> text, IYamlEventHandler? target)
{
    private const int MaxDepth = 64;
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create([(byte)'\n', (byte)'\r', .. Enumerable.Range(0x20, 0x5F).Select(value => (byte)value)]);

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly IYamlEventHandler? _target = target;
    private Frames _frames;
    private int _depth;
    private int _line;
    private int _lineStart;

    private bool _isPending;

    /// <summary>Reads text if all of it is in the subset.</summary>
    /// <returns>False if it is not; the target then received nothing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, IYamlEventHandler target) =>
        !text.ContainsAnyExcept(Allowed)
        && new FastYamlReader(text, null).Read()
        && new FastYamlReader(text, target).Read();

    private bool Read()
    {
        while (_lineStart < _text.Length)
        {
            int length = _text[_lineStart..].IndexOf((byte)'\n');
            int next = length < 0 ? _text.Length : _lineStart + length;
            _line++;
            if (!TryReadLine(next))
            {
                return false;
            }

            _lineStart = next + 1;
        }

        if (_isPending || _depth == 0)
        {
            return false;
        }

        while (_depth > 0)
        {
            Close();
        }

        return true;
    }

    private bool TryReadLine(int next)
    {
        int end = next > _lineStart && next < _text.Length && _text[next - 1] == (byte)'\r' ? next - 1 : next;
        int at = SkipBlanks(_lineStart, end);
        if (at == end || _text[at] == (byte)'#')
        {
            return !HasReturn(at, end);
        }

        end = _lineStart + _text[_lineStart..end].TrimEnd((byte)' ').Length;
        bool isMarker = at == _lineStart && _text[at..end] is [(byte)'.', (byte)'.', (byte)'.', ..];
        return !isMarker && !HasReturn(at, end) && Nest(at, IsDash(at, end)) && TryReadNode(at, end);
    }

    /// <summary>Opens and closes maps and lists according to the indentation.</summary>
    private bool Nest(int at, bool isDash)
    {
        int indent = at - _lineStart;
        if (_isPending)
        {
            (bool isMap, int parent) = _frames[_depth - 1];
            _isPending = false;
            return (indent > parent || (isMap && isDash && indent == parent)) && Open(!isDash, at);
        }

        if (_depth == 0)
        {
            return Open(!isDash, at);
        }

        // A list can follow its key without indentation; a line without a dash then ends it.
        while (_depth > 0
            && _frames[_depth - 1] is var (isInnerMap, inner)
            && (inner > indent || (inner == indent && !isInnerMap && !isDash)))
        {
            Close();
        }

        return _depth > 0 && _frames[_depth - 1] == (!isDash, indent);
    }

    private bool TryReadNode(int at, int end)
    {
        while (IsDash(at, end))
        {
            at = SkipBlanks(at + 1, end);
            if (at == end)
            {
                _isPending = true;
                return true;
            }

            bool isDash = IsDash(at, end);
            if (!isDash && !IsKey(at, end))
            {
                return TryReadValue(at, end);
            }

            if (!Open(!isDash, at))
            {
                return false;
            }
        }

        return TryReadEntry(at, end);
    }

    private bool TryReadEntry(int at, int end)
    {
        if (!TryReadKey(ref at, end))
        {
            return false;
        }

        int value = SkipBlanks(at, end);
        if (value < end && _text[value] != (byte)'#')
        {
            return TryReadValue(value, end);
        }

        _isPending = true;
        return true;
    }

    private bool Open(bool isMap, int at)
    {
        if (_depth == MaxDepth)
        {
            return false;
        }

        _frames[_depth++] = (isMap, at - _lineStart);
        _target?.Open(isMap, GetPosition(at));
        return true;
    }

    private void Close()
    {
        _depth--;
        _target?.Close();
    }

    private readonly void Emit(int start, int end, bool isPlain, int at) =>
        _target?.Scalar(_text[start..end], isPlain, GetPosition(at));

    private readonly TextPosition GetPosition(int at) => new(_line, at - _lineStart + 1);

    private readonly bool IsDash(int at, int end) =>
        _text[at] == (byte)'-' && (at + 1 == end || _text[at + 1] == (byte)' ');

    private readonly bool HasReturn(int at, int end) => _text[at..end].Contains((byte)'\r');

    private readonly int SkipBlanks(int at, int end)
    {
        while (at < end && _text[at] == (byte)' ')
        {
            at++;
        }

        return at;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxDepth)]
    private struct Frames
    {
        private (bool IsMap, int Indent) _first;
    }
}

/// <summary>Receives the content that <see cref="FastYamlReader"/> reads, in text order.</summary>
internal interface IYamlEventHandler
{
    void Open(bool isMap, TextPosition position);

    void Close();

    /// <summary>Receives a key or a value as bytes, without quotes.</summary>
    void Scalar(ReadOnlySpan<byte> ascii, bool isPlain, TextPosition position);
}
