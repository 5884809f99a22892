namespace PhenixScaleApp.Documents;

/// <summary>A map or list that has not been accessed: checked JSON that is written without parsing.</summary>
/// <param name="json">The valid text from bracket to bracket.</param>
internal sealed class RawValue(ReadOnlyMemory<byte> json) : Value
{
    public ReadOnlyMemory<byte> Json => json;

    public override void WriteTo(DocumentWriter writer) => writer.WriteRaw(json.Span);

    /// <summary>Parses one level of the tree. Nested maps and lists stay raw.</summary>
    public override Value Expand() => JsonTree.Expand(json);
}
