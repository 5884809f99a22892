namespace Scalewright.Documents;

/// <content>Keys, values and flow collections.</content>
internal ref partial struct FastYamlReader
{
    // Far below the scanner's limit of 1,024 characters for a key.
    private const int MaxKeyLength = 256;
    private static readonly SearchValues<byte> PlainStarts =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/.~+$(<=^;\\"u8);

    // The scanner has special rules for the excluded characters, for example an asterisk before the colon.
    private static readonly SearchValues<byte> KeyBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./ "u8);
    private static readonly SearchValues<byte> InnerStops = SearchValues.Create(",:]}[{#"u8);
    private static readonly SearchValues<byte> AfterMinus =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789."u8);

    private readonly bool IsKey(int at, int end)
    {
        if (_text[at] is (byte)'"' or (byte)'\'')
        {
            return EndOfQuoted(at, end) is var close && close >= 0 && IsColon(close + 1, end);
        }

        return IsPlainStart(at, end) && IsColon(EndOfPlain(at, end), end);
    }

    private readonly bool TryReadKey(ref int at, int end)
    {
        bool isQuoted = _text[at] is (byte)'"' or (byte)'\'';
        if (!isQuoted && !IsPlainStart(at, end))
        {
            return false;
        }

        int stop = isQuoted ? EndOfQuoted(at, end) : EndOfPlain(at, end);
        int colon = isQuoted ? stop + 1 : stop;
        if (stop < 0 || !IsColon(colon, end) || !IsKeyText(at, stop, isQuoted))
        {
            return false;
        }

        Emit(isQuoted ? at + 1 : at, stop, !isQuoted, at);
        at = colon + 1;
        return true;
    }

    /// <summary>Reads a value that ends on its line, optionally followed by a comment.</summary>
    private bool TryReadValue(int at, int end)
    {
        switch (_text[at])
        {
            case (byte)'"' or (byte)'\'':
                int close = EndOfQuoted(at, end);
                if (close < 0 || !IsEnd(close + 1, end))
                {
                    return false;
                }

                Emit(at + 1, close, isPlain: false, at);
                return true;
            case (byte)'[' or (byte)'{':
                return TryReadBrackets(ref at, end) && IsEnd(at, end);
            default:
                int stop = IsPlainStart(at, end) ? EndOfPlain(at, end) : at;
                if (stop == at || IsColon(stop, end))
                {
                    return false;
                }

                Emit(at, at + _text[at..stop].TrimEnd((byte)' ').Length, isPlain: true, at);
                return true;
        }
    }

    private bool TryReadBrackets(ref int at, int end)
    {
        bool isMap = _text[at] == (byte)'{';
        byte closing = isMap ? (byte)'}' : (byte)']';
        if (!Open(isMap, at))
        {
            return false;
        }

        at = SkipBlanks(at + 1, end);
        bool isFirst = true;
        while (at < end && (_text[at] != closing || !isFirst))
        {
            isFirst = false;
            if ((isMap && !TryReadInnerKey(ref at, end)) || !TryReadInner(ref at, end))
            {
                return false;
            }

            at = SkipBlanks(at, end);
            if (at < end && _text[at] == closing)
            {
                break;
            }

            if (at + 1 >= end || _text[at] != (byte)',' || _text[at + 1] != (byte)' ')
            {
                return false;
            }

            at = SkipBlanks(at + 1, end);
        }

        if (at >= end)
        {
            return false;
        }

        at++;
        Close();
        return true;
    }

    private readonly bool TryReadInnerKey(ref int at, int end)
    {
        int start = at;
        bool isQuoted = at < end && _text[at] is (byte)'"' or (byte)'\'';
        if (!TryReadInnerScalar(ref at, end) || !IsColon(at, end) || !IsKeyText(start, at, isQuoted))
        {
            return false;
        }

        at = SkipBlanks(at + 1, end);
        return at < end;
    }

    private bool TryReadInner(ref int at, int end) =>
        _text[at] is (byte)'[' or (byte)'{'
            ? TryReadBrackets(ref at, end)
            : TryReadInnerScalar(ref at, end) && !IsColonAt(at, end);

    private readonly bool TryReadInnerScalar(ref int at, int end)
    {
        int start = at;
        if (_text[at] is (byte)'"' or (byte)'\'')
        {
            int close = EndOfQuoted(at, end);
            if (close < 0)
            {
                return false;
            }

            Emit(start + 1, close, isPlain: false, start);
            at = close + 1;
            return true;
        }

        if (!IsPlainStart(at, end))
        {
            return false;
        }

        int length = _text[at..end].IndexOfAny(InnerStops);
        if (length < 0 || _text[at + length] is (byte)'[' or (byte)'{' or (byte)'#')
        {
            return false;
        }

        at += length;
        Emit(start, start + _text[start..at].TrimEnd((byte)' ').Length, isPlain: true, start);
        return true;
    }

    private readonly bool IsKeyText(int start, int end, bool isQuoted) =>
        end - start <= MaxKeyLength
        && _text[end - 1] != (byte)' '
        && (isQuoted || !_text[start..end].ContainsAnyExcept(KeyBytes));

    private readonly bool IsPlainStart(int at, int end) =>
        PlainStarts.Contains(_text[at])
        || (_text[at] == (byte)'-' && at + 1 < end && AfterMinus.Contains(_text[at + 1]));

    /// <summary>Returns the end of a plain scalar: a colon and space, a comment, or the line end.</summary>
    private readonly int EndOfPlain(int at, int end)
    {
        while (true)
        {
            int length = _text[at..end].IndexOfAny((byte)':', (byte)'#');
            if (length < 0)
            {
                return end;
            }

            at += length;
            if (_text[at] == (byte)':' ? IsColon(at, end) : _text[at - 1] == (byte)' ')
            {
                return at;
            }

            at++;
        }
    }

    /// <summary>Returns the position of the closing quote; negative if it is missing or follows an escape.</summary>
    private readonly int EndOfQuoted(int at, int end)
    {
        byte quote = _text[at];
        int length = _text[(at + 1)..end].IndexOf(quote);
        int close = at + 1 + length;
        bool isEscaped = length < 0
            || (quote == (byte)'"'
                ? _text[(at + 1)..close].Contains((byte)'\\')
                : close + 1 < end && _text[close + 1] == (byte)'\'');
        return isEscaped ? -1 : close;
    }

    private readonly bool IsColonAt(int at, int end) => at < end && _text[at] == (byte)':';

    private readonly bool IsColon(int at, int end) =>
        IsColonAt(at, end) && (at + 1 == end || _text[at + 1] == (byte)' ');

    /// <summary>True if nothing but a comment follows a value.</summary>
    private readonly bool IsEnd(int at, int end)
    {
        int rest = SkipBlanks(at, end);
        return rest == end || (rest > at && _text[rest] == (byte)'#');
    }
}
