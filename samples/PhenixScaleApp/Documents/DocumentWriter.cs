using System.Buffers;
using System.Text;

namespace PhenixScaleApp.Documents;

/// <summary>
/// Writes a document as the reference does: indented by two blanks, or on one line with a blank after commas and
/// colons. Escapes only control characters, quotes and backslashes.
/// </summary>
/// <param name="output">Receives the bytes in chunks.</param>
/// <param name="indented">True for the format of dry runs.</param>
/// <param name="isStrict">True to write NaN and infinities as the texts <c>.nan</c>, <c>.inf</c> and <c>-.inf</c>, because JSON
/// does not have them; false to write them as the reference does.</param>
internal sealed class DocumentWriter(Stream output, bool indented, bool isStrict) : IDisposable
{
    private const int BufferLength = 1 << 16;
    private const int IndentMax = 256;
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\']);
    private static readonly byte[] Blanks = NewLineAndBlanks();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private int _used;
    private int _depth;
    private bool _isEmpty;

    /// <summary>Writes a whole document and its final line feed.</summary>
    public static void Write(Value root, Stream output, bool indented, bool isStrict = false)
    {
        using DocumentWriter writer = new(output, indented, isStrict);
        root.WriteTo(writer);
        writer.Append("\n"u8);
        writer.Flush();
        output.Flush();
    }

    public void BeginMap() => Begin((byte)'{');

    public void EndMap() => End((byte)'}');

    public void BeginList() => Begin((byte)'[');

    public void EndList() => End((byte)']');

    public void BeginItem()
    {
        if (!_isEmpty)
        {
            Append(indented ? ","u8 : ", "u8);
        }

        _isEmpty = false;
        BreakLine();
    }

    public void WriteKey(string key)
    {
        BeginItem();
        WriteText(key);
        Append(": "u8);
    }

    /// <summary>Writes a text with its quotes.</summary>
    public void WriteText(string text)
    {
        int length = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        length = Encoding.UTF8.GetBytes(text, rented);
        AppendQuoted(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes a number or keyword. NaN and infinities are texts in a strict writer.</summary>
    public void WriteNumberOrKeyword(string text)
    {
        string? quoted = text switch { "NaN" => ".nan", "Infinity" => ".inf", "-Infinity" => "-.inf", _ => null };
        if (isStrict && quoted is not null)
        {
            WriteText(quoted);
        }
        else
        {
            WriteLiteral(text);
        }
    }

    /// <summary>Writes a checked JSON text in this writer's format.</summary>
    public void WriteRaw(ReadOnlySpan<byte> json)
    {
        int at = 0;
        while (at < json.Length)
        {
            switch (json[at])
            {
                case (byte)'{' or (byte)'[':
                    Begin(json[at++]);
                    at = JsonText.SkipBlanks(json, at);
                    if (json[at] is not ((byte)'}' or (byte)']'))
                    {
                        BeginItem();
                    }

                    break;
                case (byte)'}' or (byte)']':
                    End(json[at++]);
                    break;
                case (byte)',':
                    BeginItem();
                    at++;
                    break;
                case (byte)':':
                    Append(": "u8);
                    at++;
                    break;
                case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    at++;
                    break;
                default:
                    at = CopyScalar(json, at);
                    break;
            }
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private static byte[] NewLineAndBlanks()
    {
        byte[] line = new byte[1 + IndentMax];
        line.AsSpan().Fill((byte)' ');
        line[0] = (byte)'\n';
        return line;
    }

    private int CopyScalar(ReadOnlySpan<byte> json, int at)
    {
        int end = JsonText.SkipValue(json, at);
        ReadOnlySpan<byte> word = json[at..end];
        if (word[0] != '"')
        {
            bool isPlain = word[0] is (byte)'t' or (byte)'f' or (byte)'n' || (word.IndexOfAny(".eENI"u8) < 0 && !word.SequenceEqual("-0"u8));
            if (isPlain)
            {
                Append(word);
            }
            else
            {
                WriteNumberOrKeyword(JsonTree.Number(word));
            }
        }
        else if (word.IndexOf((byte)'\\') < 0)
        {
            Append(word);
        }
        else
        {
            WriteText(JsonText.Decode(word));
        }

        return end;
    }

    private void Begin(byte bracket)
    {
        Append([bracket]);
        _depth++;
        _isEmpty = true;
    }

    private void End(byte bracket)
    {
        _depth--;
        if (!_isEmpty)
        {
            BreakLine();
        }

        Append([bracket]);
        _isEmpty = false;
    }

    private void BreakLine()
    {
        if (!indented)
        {
            return;
        }

        int blanks = _depth * 2;
        Append(Blanks.AsSpan(0, 1 + Math.Min(blanks, IndentMax)));
        for (blanks -= IndentMax; blanks > 0; blanks -= IndentMax)
        {
            Append(Blanks.AsSpan(1, Math.Min(blanks, IndentMax)));
        }
    }

    private void AppendQuoted(ReadOnlySpan<byte> text)
    {
        Append("\""u8);
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(Escaped);
            plain = plain < 0 ? text.Length : plain;
            Append(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                AppendEscape(text[0]);
                text = text[1..];
            }
        }

        Append("\""u8);
    }

    private void AppendEscape(byte character)
    {
        switch (character)
        {
            case (byte)'"' or (byte)'\\':
                Append([(byte)'\\', character]);
                break;
            case (byte)'\n':
                Append("\\n"u8);
                break;
            case (byte)'\r':
                Append("\\r"u8);
                break;
            case (byte)'\t':
                Append("\\t"u8);
                break;
            case (byte)'\b':
                Append("\\b"u8);
                break;
            case (byte)'\f':
                Append("\\f"u8);
                break;
            default:
                WriteLiteral($"\\u{(int)character:x4}");
                break;
        }
    }

    private void WriteLiteral(string text)
    {
        Span<byte> free = Reserve(text.Length);
        _used += Encoding.ASCII.GetBytes(text, free);
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                output.Write(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private Span<byte> Reserve(int length)
    {
        if (length > _buffer.Length - _used)
        {
            Flush();
        }

        if (length > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }

        return _buffer.AsSpan(_used);
    }

    private void Flush()
    {
        output.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
