using Scalewright.Documents;

namespace Scalewright.Topologies.Storage;

/// <summary>Collects the entries of a map and omits default values.</summary>
internal sealed class FieldWriter
{
    // Large enough for most maps, which avoids copying a growing list.
    private readonly List<DocumentEntry> _entries = new(6);

    public static DocumentScalar Text(string text) => new(ScalarKind.Text, text);

    public static DocumentScalar Number(long number) => new(ScalarKind.Integer, number.ToString(CultureInfo.InvariantCulture));

    public static DocumentList Texts(IEnumerable<string> texts) => new(texts.Select(Text));

    public static DocumentMap Texts(ValueMap<string> texts) =>
        new(texts.Select(entry => new DocumentEntry(entry.Key, default, Text(entry.Value))));

    public FieldWriter Add(string key, string? text) => text is null ? this : Add(key, Text(text));

    public FieldWriter Add(string key, long number) => Add(key, Number(number));

    public FieldWriter Add(string key, Address? address) => address is { } known ? Add(key, known.ToString()) : this;

    public FieldWriter Add(string key, ValueMap<string> texts) => texts.Count == 0 ? this : Add(key, Texts(texts));

    public FieldWriter Add(string key, ValueList<string> texts) => texts.Count == 0 ? this : Add(key, Texts(texts));

    /// <summary>Adds a value. Omits an empty list or map.</summary>
    public FieldWriter Add(string key, DocumentNode value)
    {
        if (value is not (DocumentList { Count: 0 } or DocumentMap { Count: 0 }))
        {
            _entries.Add(new DocumentEntry(key, default, value));
        }

        return this;
    }

    public FieldWriter AddAlways(string key, DocumentNode value)
    {
        _entries.Add(new DocumentEntry(key, default, value));
        return this;
    }

    public DocumentMap ToMap() => new(_entries.ToArray(), default(TextPosition));
}
