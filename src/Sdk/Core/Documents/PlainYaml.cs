namespace Scalewright.Documents;

/// <summary>
/// Reads the part of YAML that most files keep to, several times as fast as the scanner that knows all of it: ASCII, block
/// maps and lists, scalars on one line, plain or in quotes without escapes, and lists and maps in brackets on one line.
/// Whatever else there is, an error too, makes it give up, and the scanner judges the whole text. So it accepts only what
/// the scanner would accept, and takes it in the same way.
/// </summary>
/// <param name="text">The bytes.</param>
/// <param name="target">Takes what is found; null to find out whether all of the text can be read in this way.</param>
internal ref partial struct PlainYaml(ReadOnlySpan<byte> text, IPlainYamlTarget? target)
{
    private const int DepthMax = 64;
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create([(byte)'\n', (byte)'\r', .. Enumerable.Range(0x20, 0x5F).Select(value => (byte)value)]);

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly IPlainYamlTarget? _target = target;
    private Frames _frames;
    private int _depth;
    private int _line;
    private int _lineStart;

    /// <summary>True when a key or a dash has nothing behind it on its line.</summary>
    private bool _isPending;

    /// <summary>Reads a text when all of it can be read in this way.</summary>
    /// <returns>False when it cannot: then nothing was handed over.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, IPlainYamlTarget target) =>
        !text.ContainsAnyExcept(Allowed) && new PlainYaml(text, null).Read() && new PlainYaml(text, target).Read();

    private bool Read()
    {
        while (_lineStart < _text.Length)
        {
            int length = _text[_lineStart..].IndexOf((byte)'\n');
            int next = length < 0 ? _text.Length : _lineStart + length;
            _line++;
            if (!TakeLine(next))
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

    private bool TakeLine(int next)
    {
        int end = next > _lineStart && next < _text.Length && _text[next - 1] == (byte)'\r' ? next - 1 : next;
        int at = SkipBlanks(_lineStart, end);
        if (at == end || _text[at] == (byte)'#')
        {
            return !HasReturn(at, end);
        }

        end = _lineStart + _text[_lineStart..end].TrimEnd((byte)' ').Length;
        bool isMarker = at == _lineStart && _text[at..end] is [(byte)'.', (byte)'.', (byte)'.', ..];
        return !isMarker && !HasReturn(at, end) && Nest(at, IsDash(at, end)) && TakeNode(at, end);
    }

    /// <summary>Ends and begins maps and lists as the indentation says.</summary>
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

        // A list may stand below its key without indentation; a line without a dash then ends it.
        while (_depth > 0 && _frames[_depth - 1] is var (isInnerMap, inner) && (inner > indent || (inner == indent && !isInnerMap && !isDash)))
        {
            Close();
        }

        return _depth > 0 && _frames[_depth - 1] == (!isDash, indent);
    }

    /// <summary>Takes an entry whose list or map is open.</summary>
    private bool TakeNode(int at, int end)
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
                return TakeValue(at, end);
            }

            if (!Open(!isDash, at))
            {
                return false;
            }
        }

        return TakeEntry(at, end);
    }

    private bool TakeEntry(int at, int end)
    {
        if (!TakeKey(ref at, end))
        {
            return false;
        }

        int value = SkipBlanks(at, end);
        if (value < end && _text[value] != (byte)'#')
        {
            return TakeValue(value, end);
        }

        _isPending = true;
        return true;
    }

    private bool Open(bool isMap, int at)
    {
        if (_depth == DepthMax)
        {
            return false;
        }

        _frames[_depth++] = (isMap, at - _lineStart);
        _target?.Open(isMap, SpotOf(at));
        return true;
    }

    private void Close()
    {
        _depth--;
        _target?.Close();
    }

    private readonly void Emit(int start, int end, bool isPlain, int at) => _target?.Scalar(_text[start..end], isPlain, SpotOf(at));

    private readonly TextSpot SpotOf(int at) => new(_line, at - _lineStart + 1);

    private readonly bool IsDash(int at, int end) => _text[at] == (byte)'-' && (at + 1 == end || _text[at + 1] == (byte)' ');

    private readonly bool HasReturn(int at, int end) => _text[at..end].Contains((byte)'\r');

    private readonly int SkipBlanks(int at, int end)
    {
        while (at < end && _text[at] == (byte)' ')
        {
            at++;
        }

        return at;
    }

    [System.Runtime.CompilerServices.InlineArray(DepthMax)]
    private struct Frames
    {
        private (bool IsMap, int Indent) _first;
    }
}

/// <summary>Takes what <see cref="PlainYaml"/> finds, in the order of the text.</summary>
internal interface IPlainYamlTarget
{
    /// <summary>A map or a list begins.</summary>
    void Open(bool isMap, TextSpot spot);

    /// <summary>The innermost map or list ends.</summary>
    void Close();

    /// <summary>A key or a value, by its bytes: what stands between the quotes, when there are quotes.</summary>
    void Scalar(ReadOnlySpan<byte> ascii, bool isPlain, TextSpot spot);
}
