namespace Scalewright.Documents;

/// <summary>A text, number, truth value or null of a document.</summary>
public sealed class DocumentScalar : DocumentNode
{
    /// <summary>A scalar.</summary>
    /// <param name="scalar">What it is.</param>
    /// <param name="text">Its characters, decoded: without quotes and escapes.</param>
    /// <param name="spot">Where it starts.</param>
    public DocumentScalar(ScalarKind scalar, string text, TextSpot spot = default)
        : base(spot) => (Scalar, Text) = (scalar, text);

    /// <summary>What the scalar is by the rules of its format.</summary>
    public ScalarKind Scalar { get; }

    /// <summary>
    /// The characters, decoded; empty for a null that was not written. An integer of another base is in decimal digits here:
    /// <c>31</c> for <c>0x1F</c>, and in YAML 1.1 <c>8</c> for <c>010</c>, <c>true</c> for <c>yes</c>.
    /// </summary>
    public string Text { get; }

    /// <summary>True when the format has no types (INI): the kind is only a guess, a field of texts takes the characters whatever it is.</summary>
    public bool IsUntyped { get; init; }

    /// <inheritdoc/>
    public override string Kind => Scalar switch
    {
        ScalarKind.Text => $"the text '{Printable.Escape(Text)}'",
        ScalarKind.Integer => $"the integer {Printable.Escape(Text)}",
        ScalarKind.Number => $"the number {Printable.Escape(Text)}",
        ScalarKind.Boolean => $"the boolean {Text}",
        ScalarKind.Timestamp => $"the time {Printable.Escape(Text)}",
        _ => "nothing",
    };

    /// <inheritdoc/>
    public override DocumentNode At(TextSpot spot) => new DocumentScalar(Scalar, Text, spot) { IsUntyped = IsUntyped };

    /// <inheritdoc/>
    public override bool Equals(DocumentNode? other) =>
        ReferenceEquals(this, other) || (other is DocumentScalar scalar && Scalar == scalar.Scalar && Text == scalar.Text);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scalar, Text);

    /// <summary>The characters.</summary>
    public override string ToString() => Text;
}
