namespace PhenixScaleApp.Documents;

/// <summary>A map or list that nobody looked into: checked JSON that is passed through without becoming a tree.</summary>
/// <param name="json">The text from bracket to bracket; well-formed.</param>
internal sealed class RawValue(ReadOnlyMemory<byte> json) : Value
{
    /// <summary>The text from bracket to bracket.</summary>
    public ReadOnlyMemory<byte> Json => json;

    /// <inheritdoc/>
    public override void WriteTo(DocumentWriter writer) => writer.WriteRaw(json.Span);

    /// <summary>One level of the tree; deeper maps and lists stay raw.</summary>
    public override Value Expand() => JsonTree.Expand(json);
}
