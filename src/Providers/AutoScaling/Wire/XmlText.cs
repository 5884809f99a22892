using System.Buffers;
using System.Globalization;
using System.Text;

namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>Writes an XML document as UTF-8, element by element.</summary>
internal sealed class XmlText
{
    private const int FirstSize = 1024;
    private readonly ArrayBufferWriter<byte> _bytes = new(FirstSize);

    /// <summary>What was written so far.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Opens the root element with its namespace.</summary>
    public XmlText Root(string name, string space) => Raw("<").Raw(name).Raw(" xmlns=\"").Raw(space).Raw("\">");

    /// <summary>Opens an element.</summary>
    public XmlText Open(string name) => Raw("<").Raw(name).Raw(">");

    /// <summary>Closes an element.</summary>
    public XmlText Close(string name) => Raw("</").Raw(name).Raw(">");

    /// <summary>Writes an element without content.</summary>
    public XmlText Empty(string name) => Raw("<").Raw(name).Raw("/>");

    /// <summary>Writes an element that holds text; an empty one for empty text.</summary>
    public XmlText Leaf(string name, string text) => text.Length == 0 ? Empty(name) : Open(name).Escaped(text).Close(name);

    /// <summary>Writes an element that holds text, where there is any.</summary>
    public XmlText Maybe(string name, string? text) => string.IsNullOrEmpty(text) ? this : Leaf(name, text);

    /// <inheritdoc cref="Leaf(string, string)"/>
    public XmlText Leaf(string name, int number) => Leaf(name, number.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="Leaf(string, string)"/>
    public XmlText Leaf(string name, bool truth) => Leaf(name, truth ? "true" : "false");

    /// <summary>Writes an element that holds an instant: <c>2026-01-02T03:04:05.678Z</c>.</summary>
    public XmlText Leaf(string name, DateTimeOffset at) => Leaf(name, at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));

    /// <summary>Writes a list: one element for each item, an empty element for no item.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="name">Name of the list.</param>
    /// <param name="item">Name of its elements: <c>member</c>, or <c>item</c> in EC2.</param>
    /// <param name="items">The items.</param>
    /// <param name="write">Writes what is within an element.</param>
    public XmlText List<T>(string name, string item, IEnumerable<T> items, Action<XmlText, T> write)
    {
        bool isEmpty = true;
        foreach (T one in items)
        {
            _ = isEmpty ? Open(name) : this;
            isEmpty = false;
            Open(item);
            write(this, one);
            Close(item);
        }

        return isEmpty ? Empty(name) : Close(name);
    }

    /// <summary>Writes a list of texts.</summary>
    public XmlText Texts(string name, IEnumerable<string> texts) => List(name, "member", texts, static (xml, text) => xml.Escaped(text));

    private XmlText Raw(string text)
    {
        Encoding.UTF8.GetBytes(text, _bytes);
        return this;
    }

    private XmlText Escaped(string text)
    {
        int start = 0;
        for (int index = 0; index < text.Length; index++)
        {
            if (EscapeOf(text[index]) is { } escape)
            {
                Encoding.UTF8.GetBytes(text.AsSpan(start, index - start), _bytes);
                Raw(escape);
                start = index + 1;
            }
        }

        Encoding.UTF8.GetBytes(text.AsSpan(start), _bytes);
        return this;
    }

    // XML 1.0, section 2.2: other control characters cannot be written at all; section 2.11: a bare carriage return would be read as a line feed.
    private static string? EscapeOf(char character) => character switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '\r' => "&#13;",
        '\t' or '\n' => null,
        < ' ' or '\uFFFE' or '\uFFFF' => "\uFFFD",
        _ => null,
    };
}
