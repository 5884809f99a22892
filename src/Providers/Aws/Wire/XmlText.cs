namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>Writes an XML document in UTF-8, element by element.</summary>
internal sealed class XmlText
{
    private const int FirstSize = 4096;
    private const int MaxBytesPerCharacter = 3;

    // XML 1.0, section 2.2: other control characters are not allowed; section 2.11: parsers convert a bare carriage
    // return to a line feed.
    private static readonly SearchValues<char> Special = SearchValues.Create(
        "&<>\r\uFFFE\uFFFF"
            + new string([.. Enumerable.Range(0, ' ').Select(code => (char)code).Where(code => code is not ('\t' or '\n' or '\r'))])
    );

    private byte[] _bytes = new byte[FirstSize];
    private int _length;

    /// <summary>Bytes written so far.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    public static string FormatBool(bool value) => value ? "true" : "false";

    public static string FormatTime(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>Opens the root element with its namespace.</summary>
    public XmlText Root(string name, string xmlNamespace) => Raw("<").Raw(name).Raw(" xmlns=\"").Raw(xmlNamespace).Raw("\">");

    public XmlText Open(string name) => WriteTag("<"u8, name, ">"u8);

    public XmlText Close(string name) => WriteTag("</"u8, name, ">"u8);

    public XmlText Empty(string name) => WriteTag("<"u8, name, "/>"u8);

    /// <summary>Writes an element with text; an empty element for empty text.</summary>
    public XmlText Leaf(string name, string text) => text.Length == 0 ? Empty(name) : Open(name).Escaped(text).Close(name);

    /// <summary>Writes an element, unless the text is empty.</summary>
    public XmlText LeafIfNotEmpty(string name, string? text) => string.IsNullOrEmpty(text) ? this : Leaf(name, text);

    /// <summary>Writes an element, unless there is no number.</summary>
    public XmlText LeafIfSet(string name, int? number) => number is { } value ? Leaf(name, value) : this;

    /// <summary>Writes an element, unless there is no time.</summary>
    public XmlText LeafIfSet(string name, DateTimeOffset? at) => at is { } value ? Leaf(name, value) : this;

    /// <inheritdoc cref="Leaf(string, string)"/>
    public XmlText Leaf(string name, int number) => Leaf(name, number.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="Leaf(string, string)"/>
    public XmlText Leaf(string name, bool value) => Leaf(name, FormatBool(value));

    /// <summary>Writes an element with a time: <c>2026-01-02T03:04:05.678Z</c>.</summary>
    public XmlText Leaf(string name, DateTimeOffset at) => Leaf(name, FormatTime(at));

    /// <summary>Writes a list: one element per item, an empty element for no items.</summary>
    /// <param name="item">Name of the item elements: <c>member</c>, or <c>item</c> in EC2.</param>
    /// <param name="write">Writes the content of an item element.</param>
    public XmlText List<T>(string name, string item, IEnumerable<T> items, Action<XmlText, T> write)
    {
        bool isEmpty = true;
        foreach (T element in items)
        {
            _ = isEmpty ? Open(name) : this;
            isEmpty = false;
            Open(item);
            write(this, element);
            Close(item);
        }

        return isEmpty ? Empty(name) : Close(name);
    }

    public XmlText Texts(string name, IEnumerable<string> texts) => List(name, "member", texts, static (xml, text) => xml.Escaped(text));

    private XmlText WriteTag(ReadOnlySpan<byte> start, string name, ReadOnlySpan<byte> end)
    {
        Reserve(start.Length + (name.Length * MaxBytesPerCharacter) + end.Length);
        start.CopyTo(_bytes.AsSpan(_length));
        _length += start.Length;
        _length += Encoding.UTF8.GetBytes(name, _bytes.AsSpan(_length));
        end.CopyTo(_bytes.AsSpan(_length));
        _length += end.Length;
        return this;
    }

    private XmlText Raw(ReadOnlySpan<char> text)
    {
        Reserve(text.Length * MaxBytesPerCharacter);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        return this;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }
    }

    private XmlText Escaped(string text)
    {
        ReadOnlySpan<char> remaining = text;
        for (int at = remaining.IndexOfAny(Special); at >= 0; at = remaining.IndexOfAny(Special))
        {
            Raw(remaining[..at]).Raw(GetEscape(remaining[at]));
            remaining = remaining[(at + 1)..];
        }

        return Raw(remaining);
    }

    private static string GetEscape(char character) =>
        character switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '\r' => "&#13;",
            _ => "\uFFFD",
        };
}
