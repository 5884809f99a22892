namespace Scalewright.Documents;

/// <summary>Counts lines and UTF-16 columns in UTF-8; reads each byte once.</summary>
internal struct Utf8Cursor
{
    private int _breaks;
    private int _column;
    private bool _afterReturn;

    public readonly TextPosition Position => new(_breaks + 1, _column + 1);

    /// <summary>Advances over the next bytes. LF, CR LF and CR each end a line.</summary>
    public void Advance(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            if (_afterReturn && utf8[0] == (byte)'\n')
            {
                _afterReturn = false;
                utf8 = utf8[1..];
                continue;
            }

            _afterReturn = false;
            int end = utf8.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                _column += Encoding.UTF8.GetCharCount(utf8);
                return;
            }

            _afterReturn = utf8[end] == (byte)'\r';
            _breaks++;
            _column = 0;
            utf8 = utf8[(end + 1)..];
        }
    }
}
