using Scalewright.Topologies;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>Writes XML elements, one per line, indented by two spaces; empty elements are self-closing.</summary>
internal ref struct ElementWriter(IBufferWriter<byte> buffer)
{
    private Utf8Output _output = new(buffer);
    private int _depth;

    public void Open(string name, params scoped ReadOnlySpan<(string Name, string Value)> attributes)
    {
        WriteStart(name, attributes);
        _output.Write(">\n"u8);
        _depth++;
    }

    public void Close(string name)
    {
        _depth--;
        Indent();
        WriteEnd(name);
    }

    public void Leaf(string name, string text, params scoped ReadOnlySpan<(string Name, string Value)> attributes)
    {
        if (text.Length == 0)
        {
            Empty(name, attributes);
            return;
        }

        WriteStart(name, attributes);
        _output.Write(">"u8);
        WriteEscaped(text, isAttribute: false);
        WriteEnd(name);
    }

    public void Empty(string name, params scoped ReadOnlySpan<(string Name, string Value)> attributes)
    {
        WriteStart(name, attributes);
        _output.Write("/>\n"u8);
    }

    /// <summary>Writes an element with unescaped text.</summary>
    /// <param name="text">Text without <c>]]&gt;</c>.</param>
    public void CData(string name, string text)
    {
        WriteStart(name, []);
        _output.Write("><![CDATA["u8);
        _output.Write(text);
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
            WriteEscaped(value, isAttribute: true);
            _output.Write("\""u8);
        }
    }

    private void WriteEnd(string name)
    {
        _output.Write("</"u8);
        _output.Write(name);
        _output.Write(">\n"u8);
    }

    private void WriteEscaped(string text, bool isAttribute)
    {
        ReadOnlySpan<char> special = isAttribute ? "&<>\"\n\t\r" : "&<>\r";
        if (text.AsSpan().IndexOfAny(special) < 0)
        {
            _output.Write(text);
            return;
        }

        int plain = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (special.Contains(text[i]))
            {
                _output.Write(text[plain..i]);
                _output.Write(Escape(text[i]));
                plain = i + 1;
            }
        }

        _output.Write(text[plain..]);
    }

    private static string Escape(char character) =>
        character switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            _ => $"&#{(int)character};",
        };

    private void Indent()
    {
        for (int i = 0; i < _depth; i++)
        {
            _output.Write("  "u8);
        }
    }
}
