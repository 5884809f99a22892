namespace Scalewright.Documents;

/// <summary>
/// A text, number, Boolean or null in a document. Equality compares values, not spellings: <c>1e1</c> equals <c>10</c>,
/// <c>True</c> equals <c>true</c>, <c>~</c> equals <c>null</c>; <c>10</c> does not equal the text <c>"10"</c>.
/// </summary>
public sealed class DocumentScalar : DocumentNode
{
    /// <summary>Creates a scalar.</summary>
    /// <param name="scalar">Kind of the scalar.</param>
    /// <param name="text">Decoded characters, without quotes and escapes.</param>
    /// <param name="position">Position of the scalar.</param>
    public DocumentScalar(ScalarKind scalar, string text, TextPosition position = default)
        : base(position) => (ScalarKind, Text) = (scalar, text);

    /// <summary>Kind according to the rules of the format.</summary>
    public ScalarKind ScalarKind { get; }

    /// <summary>
    /// Decoded characters; empty for an omitted null. Normalized: <c>31</c> for <c>0x1F</c>, and in YAML 1.1 <c>8</c>
    /// for <c>010</c> and <c>true</c> for <c>yes</c>.
    /// </summary>
    public string Text { get; }

    /// <summary>True if the format has no types (INI): the kind is a guess, and text fields accept any kind.</summary>
    public bool IsUntyped { get; init; }

    /// <inheritdoc/>
    public override string Description =>
        ScalarKind switch
        {
            ScalarKind.Text => $"the text '{TextEscaping.Escape(Text)}'",
            ScalarKind.Integer => $"the integer {TextEscaping.Escape(Text)}",
            ScalarKind.Number => $"the number {TextEscaping.Escape(Text)}",
            ScalarKind.Boolean => $"the boolean {Text}",
            ScalarKind.Timestamp => $"the time {TextEscaping.Escape(Text)}",
            _ => "nothing",
        };

    /// <summary>True for <c>true</c>, <c>True</c> and <c>TRUE</c>.</summary>
    public bool IsTrue => ScalarLiteral.IsTrue(this);

    /// <summary>
    /// Returns the digits of an integer, with a minus sign if it is negative; <c>4.0</c> is an integer, as in
    /// JSON Schema, and <c>4e0</c> is not, except in JSON. Null for another number, and for a text that does not
    /// consist of digits.
    /// </summary>
    public string? ToInteger() => ScalarLiteral.ToInteger(this);

    /// <summary>
    /// Returns an integer, number, Boolean or null as JSON, YAML 1.1 and YAML 1.2 read it. Null for a value that JSON
    /// does not have: a text, a time, an infinity, NaN, or an integer that is too long to convert.
    /// </summary>
    public string? ToJson() => ScalarLiteral.ToJson(this);

    /// <summary>Returns <c>.inf</c>, <c>-.inf</c> or <c>.nan</c> for such a number; otherwise null.</summary>
    public string? ToNonFinite() => ScalarLiteral.ToNonFinite(this);

    /// <inheritdoc/>
    public override DocumentNode WithPosition(TextPosition position) =>
        new DocumentScalar(ScalarKind, Text, position) { IsUntyped = IsUntyped };

    /// <inheritdoc/>
    public override bool Equals(DocumentNode? other) =>
        ReferenceEquals(this, other) || (other is DocumentScalar scalar && ScalarLiteral.AreEqual(this, scalar));

    /// <inheritdoc/>
    public override int GetHashCode() => ScalarLiteral.GetHashCode(this);

    /// <summary>Returns the characters.</summary>
    public override string ToString() => Text;
}
