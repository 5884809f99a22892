namespace PhenixScaleApp.Documents;

/// <summary>A value of the document. Mutable unlike <c>DocumentNode</c>, because the app edits the document.</summary>
internal abstract class Value
{
    public abstract void WriteTo(DocumentWriter writer);

    /// <summary>Returns this value, or the parsed value of a raw part of the document.</summary>
    public virtual Value Expand() => this;
}
