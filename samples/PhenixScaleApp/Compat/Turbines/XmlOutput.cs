using System.Buffers;
using System.Text;
using Scalewright.Topologies;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>
/// Writes XML as the reference's library does: two blanks of indentation, non-ASCII characters by number,
/// <c>&lt;a/&gt;</c> without content, but <c>&lt;a&gt;&lt;/a&gt;</c> with empty text. Rejects control characters.
/// </summary>
internal ref struct XmlOutput(IBufferWriter<byte> buffer)
{
    private const string Section = "]]>";
    private Utf8Output _output = new(buffer);
    private int _depth;

    /// <summary>Opens an element that contains others.</summary>
    /// <exception cref="ReferenceException">A value has characters that XML does not allow.</exception>
    public void Open(string name, params scoped ReadOnlySpan<(string Name, string Value)> attributes)
    {
        WriteStart(name, attributes);
        _output.Write(">\n"u8);
        _depth++;
    }

    /// <summary>Closes the last open element.</summary>
    public void Close(string name)
    {
        _depth--;
        Indent();
        WriteEnd(name);
    }

    /// <summary>Writes an element with a text.</summary>
    /// <param name="text">The text; null for none.</param>
    /// <exception cref="ReferenceException">A text has characters that XML does not allow.</exception>
    public void Leaf(string name, string? text, params scoped ReadOnlySpan<(string Name, string Value)> attributes)
    {
        WriteStart(name, attributes);
        if (text is null)
        {
            _output.Write("/>\n"u8);
            return;
        }

        _output.Write(">"u8);
        WriteText(text, "&<>\r");
        WriteEnd(name);
    }

    /// <summary>Writes an element with a text that is not escaped.</summary>
    /// <exception cref="ReferenceException">The text has characters that XML does not allow, or ends the
    /// section.</exception>
    public void CData(string name, string text)
    {
        if (text.Contains(Section, StringComparison.Ordinal))
        {
            throw new ReferenceException("ValueError", "']]>' not allowed inside CDATA");
        }

        WriteStart(name, []);
        _output.Write("><![CDATA["u8);
        WriteText(text, "");
        _output.Write("]]>"u8);
        WriteEnd(name);
    }

    public void Flush() => _output.Flush();

    private void WriteStart(string name, scoped ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Indent();
        _output.Write("<"u8);
        _output.Write(name);
        foreach ((string attribute, string value) in attributes)
        {
            _output.Write(" "u8);
            _output.Write(attribute);
            _output.Write("=\""u8);
            WriteText(value, "&<>\"\n\t\r");
            _output.Write("\""u8);
        }
    }

    private void WriteEnd(string name)
    {
        _output.Write("</"u8);
        _output.Write(name);
        _output.Write(">\n"u8);
    }

    private void WriteText(string text, string special)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                throw new ReferenceException("UnicodeEncodeError", "surrogates not allowed");
            }

            i += rune.Utf16SequenceLength - 1;
            Write(rune.Value, special);
        }
    }

    private void Write(int character, string special)
    {
        if (character is (< ' ' and not ('\t' or '\n' or '\r')) or 0xFFFE or 0xFFFF)
        {
            throw new ReferenceException("ValueError", "All strings must be XML compatible: Unicode or ASCII, no NULL bytes or control characters");
        }

        if (character < 0x80 && !special.Contains((char)character, StringComparison.Ordinal))
        {
            _output.Write([(byte)character]);
            return;
        }

        switch (character)
        {
            case '&':
                _output.Write("&amp;"u8);
                break;
            case '<':
                _output.Write("&lt;"u8);
                break;
            case '>':
                _output.Write("&gt;"u8);
                break;
            case '"':
                _output.Write("&quot;"u8);
                break;
            default:
                _output.Write("&#"u8);
                _output.Write(character);
                _output.Write(";"u8);
                break;
        }
    }

    private void Indent()
    {
        for (int i = 0; i < _depth; i++)
        {
            _output.Write("  "u8);
        }
    }
}
