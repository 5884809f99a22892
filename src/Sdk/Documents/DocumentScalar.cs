namespace Scalewright.Documents;

/// <summary>A text, number, truth value or null of a document, with its characters as they were written (decoded).</summary>
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

    /// <summary>The characters, decoded; empty for a null that was not written.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string Kind => Scalar switch
    {
        ScalarKind.Text => $"the text '{Text}'",
        ScalarKind.Integer => $"the integer {Text}",
        ScalarKind.Number => $"the number {Text}",
        ScalarKind.Boolean => $"the boolean {Text}",
        _ => "nothing",
    };

    /// <inheritdoc/>
    public override bool Equals(DocumentNode? other) =>
        ReferenceEquals(this, other) || (other is DocumentScalar scalar && Scalar == scalar.Scalar && Text == scalar.Text);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scalar, Text);

    /// <summary>The characters.</summary>
    public override string ToString() => Text;
}
