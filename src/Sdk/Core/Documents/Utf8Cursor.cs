namespace Scalewright.Documents;

/// <summary>Counts lines and UTF-16 columns while it is moved over UTF-8; each byte is looked at once.</summary>
internal struct Utf8Cursor
{
    private int _breaks;
    private int _column;
    private bool _afterReturn;

    /// <summary>The place behind all bytes so far.</summary>
    public readonly TextSpot Spot => new(_breaks + 1, _column + 1);

    /// <summary>Moves over bytes that follow those before. LF, CR LF and a lone CR each end a line.</summary>
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
