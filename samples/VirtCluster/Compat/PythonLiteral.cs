using System.Globalization;
using System.Numerics;
using System.Text;

namespace VirtCluster.Compat;

/// <summary>
/// Reads a literal as Python's <c>ast.literal_eval</c> does. Returns null, bool, <see cref="BigInteger"/>, double,
/// string, list (also for tuples and sets) or an ordered map.
/// </summary>
internal sealed class PythonLiteral
{
    private const int DepthMax = 100;
    private const string Value = "ValueError";
    private const string Syntax = "SyntaxError";

    private readonly string _text;
    private int _at;
    private int _depth;

    private PythonLiteral(string text) => _text = text;

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="PythonSyntaxException">The text is not a literal.</exception>
    public static object? Parse(string text)
    {
        PythonLiteral reader = new(text.Trim(' ', '\t'));
        object? value = reader.ReadItems(end: '\0', out bool isTuple) is var items && !isTuple ? items.Single() : items;
        reader.Skip();
        return reader._at == reader._text.Length ? value : throw new PythonSyntaxException(Syntax);
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void Skip()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '#'))
        {
            _at = _text[_at] == '#' ? (_text.IndexOf('\n', _at) is >= 0 and int end ? end : _text.Length) : _at + 1;
        }
    }

    private bool Take(char wanted)
    {
        Skip();
        bool isThere = Peek() == wanted && _at < _text.Length;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>Reads comma-separated values. A trailing comma makes a tuple of a single value.</summary>
    private List<object?> ReadItems(char end, out bool isTuple)
    {
        List<object?> items = [];
        isTuple = false;
        Skip();
        while (_at < _text.Length && Peek() != end)
        {
            items.Add(ReadValue());
            if (!Take(','))
            {
                break;
            }

            isTuple = true;
            Skip();
        }

        isTuple |= items.Count == 0 && end != '\0';
        return items.Count > 0 || end != '\0' ? items : throw new PythonSyntaxException(Syntax);
    }

    private object? ReadValue()
    {
        if (++_depth > DepthMax)
        {
            throw new PythonSyntaxException(Value);
        }

        Skip();
        object? value = Peek() switch
        {
            '[' => ReadClosed(']'),
            '(' => ReadParenthesis(),
            '{' => ReadBraces(),
            '-' or '+' => ReadSigned(),
            '.' or (>= '0' and <= '9') => ReadNumber(),
            '\'' or '"' => ReadStrings(""),
            var first when char.IsLetter(first) || first == '_' => ReadWord(),
            _ => throw new PythonSyntaxException(Syntax),
        };
        _depth--;
        return value;
    }

    private List<object?> ReadClosed(char end)
    {
        _at++;
        List<object?> items = ReadItems(end, out _);
        return Take(end) ? items : throw new PythonSyntaxException(Syntax);
    }

    private object? ReadParenthesis()
    {
        _at++;
        List<object?> items = ReadItems(')', out bool isTuple);
        return !Take(')') ? throw new PythonSyntaxException(Syntax) : isTuple ? items : items[0];
    }

    private object ReadBraces()
    {
        _at++;
        if (Take('}'))
        {
            return new Dictionary<object, object?>();
        }

        object? first = ReadValue();
        return Take(':') ? ReadMap(first) : ReadSet(first);
    }

    private Dictionary<object, object?> ReadMap(object? firstKey)
    {
        Dictionary<object, object?> map = [];
        object? key = firstKey;
        while (true)
        {
            // Python also allows None as a key, but no selector uses it.
            map[key is null or List<object?> ? throw new PythonSyntaxException(Value) : key] = ReadValue();
            if (!Take(',') || Take('}'))
            {
                return _text[_at - 1] == '}' || Take('}') ? map : throw new PythonSyntaxException(Syntax);
            }

            key = ReadValue();
            if (!Take(':'))
            {
                throw new PythonSyntaxException(Syntax);
            }
        }
    }

    private List<object?> ReadSet(object? first)
    {
        List<object?> items = [first, .. Take(',') ? ReadItems('}', out _) : []];
        return Take('}') ? items : throw new PythonSyntaxException(Syntax);
    }

    private object ReadSigned()
    {
        bool isNegative = _text[_at++] == '-';
        return ReadValue() switch
        {
            BigInteger whole => isNegative ? -whole : whole,
            double number => isNegative ? -number : number,
            _ => throw new PythonSyntaxException(Value),
        };
    }

    private object ReadNumber()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_' || IsSignOfExponent(start)))
        {
            _at++;
        }

        string raw = _text[start.._at].Replace("_", "", StringComparison.Ordinal);
        if (raw.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && BigInteger.TryParse("0" + raw[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger hex))
        {
            return hex;
        }

        bool isWhole = raw.All(char.IsAsciiDigit);
        return isWhole && (raw[0] != '0' || raw.All(digit => digit == '0'))
            ? BigInteger.Parse(raw, CultureInfo.InvariantCulture)
            : !isWhole && double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw new PythonSyntaxException(Syntax);
    }

    private bool IsSignOfExponent(int start) => _text[_at] is '+' or '-' && _at > start && _text[_at - 1] is 'e' or 'E' && !_text.AsSpan(start).StartsWith("0x", StringComparison.OrdinalIgnoreCase);

    private object? ReadWord()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        string word = _text[start.._at];
        return word switch
        {
            "True" => true,
            "False" => false,
            "None" => null,
            _ when Peek() is '\'' or '"' && word.Length <= 2 && word.All("rRuUbB".Contains) => ReadStrings(word),
            _ => throw new PythonSyntaxException(Value),
        };
    }

    /// <summary>Concatenates adjacent strings.</summary>
    private string ReadStrings(string prefix)
    {
        StringBuilder text = new();
        do
        {
            ReadString(text, prefix.Contains('r', StringComparison.OrdinalIgnoreCase));
            Skip();
        }
        while (Peek() is '\'' or '"');

        return text.ToString();
    }

    private void ReadString(StringBuilder text, bool isRaw)
    {
        char quote = _text[_at];
        string end = string.CompareOrdinal(_text, _at, new string(quote, 3), 0, 3) == 0 ? new string(quote, 3) : quote.ToString();
        _at += end.Length;
        while (string.CompareOrdinal(_text, _at, end, 0, end.Length) != 0)
        {
            if (_at >= _text.Length || (_text[_at] == '\n' && end.Length == 1))
            {
                throw new PythonSyntaxException(Syntax);
            }

            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                ReadEscape(text, isRaw);
            }
            else
            {
                text.Append(_text[_at++]);
            }
        }

        _at += end.Length;
    }

    private void ReadEscape(StringBuilder text, bool isRaw)
    {
        char escape = _text[_at + 1];
        _at += 2;
        if (isRaw || "\n\\'\"abfnrtvxuU01234567".IndexOf(escape, StringComparison.Ordinal) is not (>= 0 and int kind))
        {
            text.Append('\\').Append(escape);
        }
        else if (kind > 0 && escape is 'x' or 'u' or 'U')
        {
            text.Append(char.ConvertFromUtf32(ReadHex(escape == 'x' ? 2 : escape == 'u' ? 4 : 8)));
        }
        else if (char.IsAsciiDigit(escape))
        {
            text.Append(ReadOctal());
        }
        else if (kind > 0)
        {
            text.Append("\\'\"\a\b\f\n\r\t\v"[kind - 1]);
        }
    }

    private int ReadHex(int count)
    {
        bool isWhole = _at + count <= _text.Length
            && int.TryParse(_text.AsSpan(_at, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int _);
        int point = isWhole ? int.Parse(_text.AsSpan(_at, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : -1;
        _at += count;
        return point is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF) ? point : throw new PythonSyntaxException(Syntax);
    }

    private char ReadOctal()
    {
        int value = 0;
        _at--;
        for (int i = 0; i < 3 && Peek() is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + (_text[_at++] - '0');
        }

        return (char)value;
    }
}
