using System.Numerics;
using System.Text.RegularExpressions;

namespace Scalewright.Experiments.Inventories;

/// <summary>Parses <c>ast.literal_eval</c>: numbers, texts, True, False, None, lists, tuples, dictionaries.</summary>
internal sealed partial class PythonLiteralReader
{
    private const int MaxDepth = 64;
    private readonly string _text;
    private readonly TextPosition _start;
    private int _position;
    private int _depth;

    private PythonLiteralReader(string text, TextPosition start) => (_text, _start) = (text, start);

    public static bool TryRead(string text, TextPosition start, [NotNullWhen(true)] out DocumentNode? value)
    {
        PythonLiteralReader reader = new(text, start);
        value = reader.ReadTop();
        reader.SkipBlanks();
        if (value is null || (reader._position < text.Length && text[reader._position] != '#'))
        {
            value = null;
        }

        return value is not null;
    }

    /// <summary>Reads a value, or several values with commas as a tuple.</summary>
    private DocumentNode? ReadTop()
    {
        DocumentNode? first = ReadValue();
        SkipBlanks();
        if (first is null || Peek() != ',')
        {
            return first;
        }

        List<DocumentNode> items = [first];
        while (Accept(','))
        {
            SkipBlanks();
            if (_position == _text.Length || Peek() == '#')
            {
                break;
            }

            if (ReadValue() is not { } next)
            {
                return null;
            }

            items.Add(next);
        }

        return new DocumentList(items, _start);
    }

    private DocumentNode? ReadValue()
    {
        SkipBlanks();
        if (++_depth > MaxDepth)
        {
            return null;
        }

        DocumentNode? value = Peek() switch
        {
            '[' => ReadItems('[', ']'),
            '(' => ReadItems('(', ')'),
            '{' => ReadMap(),
            '"' or '\'' => ReadTexts(),
            _ => ReadToken(),
        };
        _depth--;
        return value;
    }

    private DocumentNode? ReadItems(char open, char close)
    {
        Accept(open);
        List<DocumentNode> items = [];
        bool hasComma = true;
        while (!Accept(close))
        {
            if (!hasComma || ReadValue() is not { } item)
            {
                return null;
            }

            items.Add(item);
            hasComma = Accept(',');
        }

        return open == '(' && items.Count == 1 && !hasComma ? items[0] : new DocumentList(items, _start);
    }

    private DocumentMap? ReadMap()
    {
        Accept('{');
        Dictionary<string, DocumentNode> entries = new(StringComparer.Ordinal);
        bool hasComma = true;
        while (!Accept('}'))
        {
            if (!hasComma || ReadValue() is not DocumentScalar key || !Accept(':') || ReadValue() is not { } value)
            {
                return null;
            }

            entries[key.Text] = value;
            hasComma = Accept(',');
        }

        return new DocumentMap(entries.Select(entry => new DocumentEntry(entry.Key, _start, entry.Value)), _start);
    }

    /// <summary>Reads one text, or adjacent texts that Python concatenates.</summary>
    private DocumentScalar? ReadTexts()
    {
        StringBuilder text = new();
        while (Peek() is '"' or '\'')
        {
            if (!PythonText.TryRead(_text, ref _position, text, isRaw: false))
            {
                return null;
            }

            SkipBlanks();
        }

        return new DocumentScalar(ScalarKind.Text, text.ToString(), _start);
    }

    private DocumentScalar? ReadToken()
    {
        Match match = TokenPattern().Match(_text, _position);
        if (!match.Success)
        {
            return null;
        }

        _position += match.Length;
        string token = match.Value;
        bool isPrefix = Peek() is '"' or '\'';
        return token switch
        {
            "r" or "R" when isPrefix => ReadText(isRaw: true),
            "u" or "U" when isPrefix => ReadText(isRaw: false),
            "True" => new DocumentScalar(ScalarKind.Boolean, "true", _start),
            "False" => new DocumentScalar(ScalarKind.Boolean, "false", _start),
            "None" => new DocumentScalar(ScalarKind.Null, "", _start),
            _ => ParseNumber(token),
        };
    }

    private DocumentScalar? ReadText(bool isRaw)
    {
        StringBuilder text = new();
        return PythonText.TryRead(_text, ref _position, text, isRaw) ? new DocumentScalar(ScalarKind.Text, text.ToString(), _start) : null;
    }

    private DocumentScalar? ParseNumber(string literal)
    {
        string digits = literal.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        string sign = digits.StartsWith('-') ? "-" : "";
        string bare = digits.TrimStart('+', '-');
        if (DecimalPattern().IsMatch(literal))
        {
            return new DocumentScalar(ScalarKind.Integer, bare.TrimStart('0') is { Length: > 0 } rest ? sign + rest : "0", _start);
        }

        if (RadixPattern().IsMatch(literal))
        {
            return new DocumentScalar(ScalarKind.Integer, sign + ParseRadix(bare).ToString(CultureInfo.InvariantCulture), _start);
        }

        return
            literal.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
            && FloatPattern().IsMatch(literal)
            && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? new DocumentScalar(ScalarKind.Number, FormatFloat(number), _start)
            : null;
    }

    private static BigInteger ParseRadix(string digits)
    {
        int radix = char.ToLowerInvariant(digits[1]) switch
        {
            'x' => 16,
            'o' => 8,
            _ => 2,
        };
        return digits[2..].Aggregate(BigInteger.Zero, (value, digit) => (value * radix) + Convert.ToInt32(digit.ToString(), 16));
    }

    private static string FormatFloat(double number)
    {
        if (double.IsInfinity(number))
        {
            return number > 0 ? ".inf" : "-.inf";
        }

        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private bool Accept(char expected)
    {
        SkipBlanks();
        bool isFound = Peek() == expected;
        _position += isFound ? 1 : 0;
        return isFound;
    }

    private void SkipBlanks()
    {
        while (Peek() is ' ' or '\t')
        {
            _position++;
        }
    }

    // The first branch takes the sign of an exponent, as in 1e-5.
    [GeneratedRegex(@"\G([+-]?[ ]*[0-9_.]+[eE][+-]?[0-9_]+|[+-]?[ ]*[A-Za-z0-9_.]+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TokenPattern();

    // Python rejects leading zeros, except in zero itself: 00 is a number, and 010 is not.
    [GeneratedRegex("^[+-]?[ ]*(0(_?0)*|[1-9](_?[0-9])*)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex DecimalPattern();

    // Hexadecimal, octal and binary numbers: 0x1F, 0o17, 0b1.
    [GeneratedRegex("^[+-]?[ ]*0([xX](_?[0-9a-fA-F])+|[oO](_?[0-7])+|[bB](_?[01])+)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex RadixPattern();

    // Python accepts 1. and .5, and an underscore between two digits.
    [GeneratedRegex(
        @"^[+-]?[ ]*([0-9](_?[0-9])*\.?([0-9](_?[0-9])*)?|\.[0-9](_?[0-9])*)([eE][+-]?[0-9](_?[0-9])*)?$",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex FloatPattern();
}
