namespace PhenixScaleApp.Documents;

/// <summary>
/// A value of an experiment document. Unlike <c>DocumentNode</c> it is mutable, because the app returns the changed
/// document.
/// </summary>
internal abstract class Value
{
    public abstract void WriteTo(DocumentWriter writer);

    /// <summary>Returns this value, or the parsed value of a raw part of the document.</summary>
    public virtual Value Expand() => this;
}
