using System.Buffers;
using System.Text;

namespace PhenixScaleApp.Documents;

/// <summary>Checks for JSON as the reference accepts it: RFC 8259, and <c>NaN</c> and infinities as numbers.</summary>
internal ref struct JsonCheck
{
    private const int DepthMax = 900;
    private const int DigitsMax = 4300;
    private const int PairwiseKeysMax = 16;
    private static readonly SearchValues<byte> TextEnds = SearchValues.Create(TextEndBytes());
    private readonly ReadOnlySpan<byte> _text;
    private readonly List<(int Start, int Length)> _keys = [];
    private JsonFacts _facts;
    private int _at;
    private int _depth;

    private JsonCheck(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Checks a text.</summary>
    /// <exception cref="JsonSyntaxException">The text is not JSON.</exception>
    public static JsonFacts Run(ReadOnlySpan<byte> text)
    {
        JsonCheck check = new(text);
        check.SkipBlanks();
        check.CheckValue();
        check.SkipBlanks();
        return check._at == text.Length ? check._facts : throw new JsonSyntaxException(check._at, "the end");
    }

    private static byte[] TextEndBytes() => [.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\'];

    private void CheckValue()
    {
        _facts.Nodes++;
        switch (Peek())
        {
            case (byte)'{':
                CheckMap();
                break;
            case (byte)'[':
                CheckList();
                break;
            case (byte)'"':
                CheckText();
                break;
            case (byte)'t':
                Expect("true"u8);
                break;
            case (byte)'f':
                Expect("false"u8);
                break;
            case (byte)'n':
                Expect("null"u8);
                break;
            case (byte)'N':
                Expect("NaN"u8);
                break;
            case (byte)'I':
                Expect("Infinity"u8);
                break;
            default:
                CheckNumber();
                break;
        }
    }

    private void CheckMap()
    {
        Enter();
        int firstKey = _keys.Count;
        while (Peek() != '}')
        {
            if (_keys.Count > firstKey)
            {
                Expect(","u8);
                SkipBlanks();
            }

            int start = _at;
            _facts.HasDoubtfulKeys |= CheckText();
            _keys.Add((start, _at - start));
            SkipBlanks();
            Expect(":"u8);
            SkipBlanks();
            CheckValue();
            SkipBlanks();
        }

        _facts.HasDoubtfulKeys = _facts.HasDoubtfulKeys || HasKeyTwice(firstKey);
        _keys.RemoveRange(firstKey, _keys.Count - firstKey);
        Leave();
    }

    private readonly bool HasKeyTwice(int firstKey)
    {
        if (_keys.Count - firstKey > PairwiseKeysMax)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            for (int i = firstKey; i < _keys.Count; i++)
            {
                if (!seen.Add(Encoding.Latin1.GetString(KeyAt(i))))
                {
                    return true;
                }
            }

            return false;
        }

        for (int i = firstKey; i < _keys.Count; i++)
        {
            for (int j = firstKey; j < i; j++)
            {
                if (KeyAt(i).SequenceEqual(KeyAt(j)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private readonly ReadOnlySpan<byte> KeyAt(int index) => _text.Slice(_keys[index].Start, _keys[index].Length);

    private void CheckList()
    {
        Enter();
        bool isFirst = true;
        while (Peek() != ']')
        {
            if (!isFirst)
            {
                Expect(","u8);
                SkipBlanks();
            }

            isFirst = false;
            CheckValue();
            SkipBlanks();
        }

        Leave();
    }

    private void Enter()
    {
        _at++;
        if (++_depth > DepthMax)
        {
            throw new JsonSyntaxException(_at, $"no more than {DepthMax} levels");
        }

        SkipBlanks();
    }

    private void Leave()
    {
        _at++;
        _depth--;
    }

    private bool CheckText()
    {
        Expect("\""u8);
        bool hasEscape = false;
        while (true)
        {
            int length = _text[_at..].IndexOfAny(TextEnds);
            _at = length < 0 ? _text.Length : _at + length;
            switch (Peek())
            {
                case (byte)'"':
                    _at++;
                    return hasEscape;
                case (byte)'\\':
                    hasEscape = true;
                    CheckEscape();
                    break;
                default:
                    throw new JsonSyntaxException(_at, "a closing quote");
            }
        }
    }

    private void CheckEscape()
    {
        if (_at + 1 >= _text.Length || "\"\\/bfnrtu"u8.IndexOf(_text[_at + 1]) < 0)
        {
            throw new JsonSyntaxException(_at, "an escape");
        }

        if (_text[_at + 1] != 'u')
        {
            _at += 2;
            return;
        }

        int unit = JsonText.UnitAt(_text, _at);
        _at += JsonText.UnitLength;
        if (char.IsHighSurrogate((char)unit) && JsonText.HasUnitAt(_text, _at) && char.IsLowSurrogate((char)JsonText.UnitAt(_text, _at)))
        {
            _at += JsonText.UnitLength;
        }
        else
        {
            _facts.HasLoneSurrogate |= char.IsSurrogate((char)unit);
        }
    }

    private void CheckNumber()
    {
        int start = _at;
        Accept((byte)'-');
        if (Peek() == 'I' && _at > start)
        {
            Expect("Infinity"u8);
            return;
        }

        if (!Accept((byte)'0') && SkipDigits() == 0)
        {
            throw new JsonSyntaxException(_at, "a value");
        }

        int digits = _at - start;
        bool isFloat = CheckFraction();
        if (!isFloat && digits > DigitsMax)
        {
            throw new JsonSyntaxException(start, $"at most {DigitsMax} digits");
        }
    }

    /// <summary>A dot or an e without digits after it does not belong to the number, and is an error later.</summary>
    private bool CheckFraction()
    {
        int before = _at;
        if (Accept((byte)'.') && SkipDigits() == 0)
        {
            _at = before;
        }

        int fraction = _at;
        if (Accept((byte)'e') || Accept((byte)'E'))
        {
            _ = Accept((byte)'+') || Accept((byte)'-');
            if (SkipDigits() == 0)
            {
                _at = fraction;
            }
        }

        return _at > before;
    }

    private int SkipDigits()
    {
        int length = _text[_at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? _text.Length - _at : length;
        _at += length;
        return length;
    }

    private void SkipBlanks() => _at = JsonText.SkipBlanks(_text, _at);

    private readonly byte Peek() => _at < _text.Length ? _text[_at] : (byte)0;

    private bool Accept(byte character)
    {
        bool found = Peek() == character && _at < _text.Length;
        _at += found ? 1 : 0;
        return found;
    }

    private void Expect(scoped ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word))
        {
            throw new JsonSyntaxException(_at, Encoding.ASCII.GetString(word));
        }

        _at += word.Length;
    }
}
